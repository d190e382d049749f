"""`autolab-companion completion SHELL`: the script that makes the shell complete commands, options and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

SHELLS = ("bash", "zsh", "fish")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("shell", choices=SHELLS, help="which shell is to read it")
    parser.epilog = 'for example, in ~/.bashrc: eval "$(autolab-companion completion bash)"'


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["autolab-companion"], shell=args.shell))
    return 0
