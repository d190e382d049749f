"""The real Windows registry behind windows.Registry. In a file of its own: `winreg` exists only there."""

from __future__ import annotations

import sys
from typing import Any

from .system import MACHINE_HIVE

if sys.platform == "win32":
    import winreg

    class WinRegistry:
        """HKEY_CURRENT_USER, and HKEY_LOCAL_MACHINE where a key begins with it, which only administrators may write."""

        def read(self, key: str) -> str | None:
            """The key's default value; None without one, which Windows says as an empty text."""
            try:
                return winreg.QueryValue(*_split(key)) or None
            except FileNotFoundError:
                return None

        def write(self, key: str, value: str) -> None:
            """Set the key's default value; makes the key and its parents."""
            winreg.SetValue(*_split(key), winreg.REG_SZ, value)

        def delete(self, key: str) -> None:
            """Delete the key."""
            winreg.DeleteKey(*_split(key))

        def is_empty(self, key: str) -> bool:
            """Whether the key exists with neither values nor subkeys."""
            try:
                with winreg.OpenKey(*_split(key)) as handle:
                    subkeys, values, _ = winreg.QueryInfoKey(handle)
            except FileNotFoundError:
                return False
            return not subkeys and not values

        def values(self, key: str, *, machine: bool) -> dict[str, Any]:
            """All named values; empty if there is no such key."""
            hive = winreg.HKEY_LOCAL_MACHINE if machine else winreg.HKEY_CURRENT_USER
            try:
                with winreg.OpenKey(hive, key) as handle:
                    count = winreg.QueryInfoKey(handle)[1]
                    return {
                        name: value for name, value, _ in (winreg.EnumValue(handle, i) for i in range(count))
                    }
            except FileNotFoundError:
                return {}

    def _split(key: str) -> tuple[int, str]:
        """The hive's handle and the key in it."""
        if key.startswith(MACHINE_HIVE):
            return winreg.HKEY_LOCAL_MACHINE, key.removeprefix(MACHINE_HIVE)
        return winreg.HKEY_CURRENT_USER, key
