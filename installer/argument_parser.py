"""argparse as a short command can afford it."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from typing import Any
else:

    class _Untranslated:
        """gettext for argparse's import: there are no translations, and to look for them costs twice what it does."""

        gettext = staticmethod(lambda text: text)
        ngettext = staticmethod(lambda one, many, count: one if count == 1 else many)

    if "gettext" in sys.modules:
        import argparse
    else:
        sys.modules["gettext"] = _Untranslated
        import argparse

        del sys.modules["gettext"]  # whoever else wants it gets the real one


class Parser(argparse.ArgumentParser):
    """argparse's, which asks for the terminal's width (with shutil, and all that packs files) only to show help."""

    def __init__(self, prog: str, description: str | None = None, **options: Any) -> None:
        super().__init__(prog, description=description, formatter_class=_Declaring, **options)

    def format_usage(self) -> str:
        """As argparse has it."""
        self.formatter_class = argparse.HelpFormatter
        return super().format_usage()

    def format_help(self) -> str:
        """As argparse has it."""
        self.formatter_class = argparse.HelpFormatter
        return super().format_help()


class _Declaring(argparse.HelpFormatter):
    """For an option's metavar, which argparse tries out when the option is declared: nothing is laid out yet."""

    def __init__(self, prog: str) -> None:
        self._named = prog

    def add_usage(self, *arguments: Any) -> None:
        """As argparse has it, of which it makes the name of a subcommand."""
        super().__init__(self._named, width=80)
        super().add_usage(*arguments)
