"""The parser of the command line, made from the table of commands."""

import argparse
import os
import re
import sys
from typing import Any, NoReturn

from threadreader import __version__
from threadreader.cli.commands import COMMANDS, Run
from threadreader.model.text import clean_line

_WRONG_USAGE = 2
_IN_FILE = re.compile(r"#|!/")


def build_parser() -> argparse.ArgumentParser:
    """The parser of the command line, made from `COMMANDS`."""
    parser = _MainParser(
        prog="threadreader",
        description="Read saved pages and their comment threads in the terminal.\n"
        "Without COMMAND the library is shown; a page file in its place is opened.",
        epilog="examples:\n" + "\n".join(f"  {command.example}" for command in COMMANDS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=Run("reading.open_page"), pages=[], url=None, debug=False, ascii=False)
    parser.add_argument("--version", action="version", version=f"threadreader {__version__}")
    _declare_debug(parser)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    for command in COMMANDS:
        subparser = subparsers.add_parser(
            command.name,
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
            epilog=f"example: {command.example}",
        )
        subparser.set_defaults(run=command.run)
        _declare_debug(subparser)
        if command.declare:
            command.declare(subparser)
    return parser


class _Parser(argparse.ArgumentParser):
    """A parser that repeats what was typed without its control characters."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(_WRONG_USAGE, f"{self.prog}: {clean_line(message)}; {self.prog} --help explains\n")


class _MainParser(_Parser):
    """The parser of the whole line, which takes a file in the place of a command for one to open."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse the line, after the command that is meant is put in it."""
        words = list(sys.argv[1:] if args is None else args)
        commands = tuple(command.name for command in COMMANDS)
        place = next((place for place, word in enumerate(words) if word == "-" or word[:1] != "-"), len(words))
        if words[place:] and words[place] not in commands:
            if not _is_file(words[place]):
                from threadreader.config import nearest

                cure = nearest(words[place], commands, f"the commands are {', '.join(commands)}")
                self.error(f"there is no command and no file {words[place]!r}; {cure}")
            words.insert(place, "open")
        return super().parse_known_args(words, namespace)


def _is_file(name: str) -> bool:
    """Whether a name is that of a file or folder, whatever place in it is named as well, or of what is piped in."""
    return name == "-" or os.path.exists(_IN_FILE.split(name)[0])  # noqa: PTH110 - it takes a name that is no path as well


def _declare_debug(parser: argparse.ArgumentParser) -> None:
    # A default here would undo a --debug that stands before the command.
    parser.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show where an error comes from"
    )
