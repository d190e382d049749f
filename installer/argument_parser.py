"""argparse as a short command can afford it."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
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
    """argparse's, which asks for the terminal's width (with shutil, and all that packs files) only to show help.

    It refuses, as wrong usage, options that contradict each other or say nothing without another:

        parser.at_odds("--yes", "--dry-run")
        parser.only_with("--add", "--yes", "--dry-run")
        parser.one_of("--role", "--section")
    """

    def __init__(self, prog: str, description: str | None = None, **options: Any) -> None:
        super().__init__(prog, description=description, formatter_class=_Declaring, **options)
        self._at_odds: list[tuple[str, str, str]] = []
        self._only_with: list[tuple[str, str]] = []
        self._one_of: tuple[str, ...] = ()

    def at_odds(self, option: str, *others: str, why: str = "they contradict each other") -> None:
        """The option goes together with none of the others, for the reason `why`."""
        self._at_odds += [(option, other, why) for other in others]

    def only_with(self, needed: str, *options: str) -> None:
        """Each of the options (or the argument of that name) needs the one named first."""
        self._only_with += [(needed, option) for option in options]

    def one_of(self, *options: str) -> None:
        """Without any of the options there is nothing to do."""
        self._one_of = options

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse has it, for subcommands too; options may stand between the arguments."""
        told, rest = super().parse_known_args(None if args is None else self._in_order(args), namespace)
        for option, other, why in self._at_odds:
            if self._is_given(told, option) and self._is_given(told, other):
                self.error(f"{option} and {other} do not go together: {why}")
        for needed, option in self._only_with:
            if self._is_given(told, option) and not self._is_given(told, needed):
                self.error(f"{option if option.startswith('-') else option.upper()} needs {needed}")
        if self._one_of and not any(self._is_given(told, option) for option in self._one_of):
            self.error(f"one of {', '.join(self._one_of)} is needed")
        return told, rest

    def _in_order(self, words: Sequence[str]) -> list[str]:
        """The options first, then the arguments: argparse gives up a TARGET that may be missing at the first option."""
        if self._subparsers is not None:  # theirs are put in order by themselves
            return list(words)
        options: list[str] = []
        arguments: list[str] = []
        left = iter(words)
        for word in left:
            if word == "--":
                arguments += [word, *left]
            elif word == "-" or not word.startswith("-"):
                arguments.append(word)
            else:
                options.append(word)
                if self._takes_the_next(word):
                    options += [value for value in (next(left, None),) if value is not None]
        return [*options, *arguments]

    def _takes_the_next(self, word: str) -> bool:
        """Whether the word is an option, perhaps abbreviated, whose value is the word after it."""
        meant = [
            action
            for name, action in self._option_string_actions.items()
            if name == word or (word.startswith("--") and name.startswith(word))
        ]
        return any(action.nargs is None for action in meant)

    def _is_given(self, told: argparse.Namespace, name: str) -> bool:
        action = next(one for one in self._actions if name in (*one.option_strings, one.dest))
        return bool(getattr(told, action.dest) != action.default)

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

    def add_text(self, text: str | None) -> None:
        """As argparse has it, of which it makes what --version says."""
        super().__init__(self._named, width=80)
        super().add_text(text)
