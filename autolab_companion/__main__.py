"""The `autolab-companion` command, also as `python -m autolab_companion`."""

import sys

from . import put_application_first


def main() -> int:
    """Run the command; its exit code."""
    put_application_first()
    from installer.cli import main as command

    return command()


if __name__ == "__main__":
    sys.exit(main())
