"""Table of commands and options, and the argument parser made from it."""

import argparse
import os
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

from msgspec import Struct

from threadreader import __version__
from threadreader.model.text import clean_line


class Option(Struct, frozen=True):
    """An argument as argparse takes it; its `choices` may be a function that imports what has them."""

    names: tuple[str, ...]
    settings: Mapping[str, Any]

    def declare(self, parser: argparse._ActionsContainer) -> None:
        """Add the argument to a parser, or to a group of one."""
        settings = dict(self.settings)
        if callable(choices := settings.get("choices")):
            settings["choices"] = choices()
        parser.add_argument(*self.names, **settings)


class OneOf(Struct, frozen=True):
    """Options of which one may be given, or must."""

    options: tuple[Option, ...]
    required: bool = False

    def declare(self, parser: argparse.ArgumentParser) -> None:
        """Add the options to a parser."""
        group = parser.add_mutually_exclusive_group(required=self.required)
        for option in self.options:
            option.declare(group)


class Command(Struct, frozen=True):
    """A command: its function as `module.name` in this package, a summary of one line, an example, and its options."""

    name: str
    function: str
    summary: str
    example: str
    options: tuple[Option | OneOf, ...] = ()

    def run(self, arguments: argparse.Namespace) -> int:
        """Run the command, whose module is imported now: a command imports no other."""
        module, _, name = self.function.partition(".")
        status: int = getattr(import_module(f"threadreader.cli.{module}"), name)(arguments)
        return status


def _command(name: str, function: str, summary: str, words: str, *options: Option | OneOf) -> Command:
    """A command with the words that stand behind it in the example."""
    return Command(name, function, summary, f"threadreader {name} {words}".rstrip(), options)


def _option(*names: str, **settings: Any) -> Option:
    return Option(names, settings)


def _pages(number: str, what: str) -> Option:
    return _option("pages", type=_page, nargs=number, metavar="PAGE", help=what)


def _formats() -> Collection[str]:
    from threadreader.export import FORMATS

    return FORMATS.keys()


def _orders() -> Sequence[str]:
    from threadreader.model.query import Order

    return [order.name.lower() for order in Order]


def _filled(what: str, text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError(f"{what} is wanted, not {text!r}")
    return text


_page = partial(_filled, "the name of a page")
_address = partial(_filled, "the address of a scheduler")


def _width(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"a number of columns is wanted, not {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < len(text) < 10 or not int(text):  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"a number is wanted, not {text!r}")
    return int(text)


# A default here would undo a --debug that stands before the command.
_DEBUG = _option("--debug", action="store_true", default=argparse.SUPPRESS, help="show where an error comes from")

_ASCII = _option(
    "--ascii", action="store_true", help="draw with ASCII, in a terminal whose font has no lines and signs"
)
_FORCE = _option("--force", action="store_true", help="overwrite FILE")
_JSON = OneOf(
    (
        _option("--json", action="store_const", const="json", help="for programs"),
        _option("--jsonl", action="store_const", const="jsonl", dest="json", help="the same, a record a line"),
    )
)
_QUIET = _option("--quiet", "-q", action="store_true", help="say nothing but what went wrong")
_TAG = _option("--tag", action="append", default=[], metavar="TAG", help="only stored threads with that tag")
_URL = _option("--url", metavar="ADDRESS", help="of several pages in a file, the one at that address")
_WIDTH = _option(
    "--width", type=_width, default=72, metavar="N", help="wrap at N columns, 0: not at all; else %(default)s"
)
_WITHOUT = _option(
    "--without",
    action="append",
    default=[],
    metavar="ADAPTER",
    help="read a page file without that adapter; may be given more than once",
)

COMMANDS = (
    _command(
        "open",
        "open.open_page",
        "read a page, which is put in the library if it is new; without PAGE choose from the library",
        "page.html",
        _pages(
            "*",
            "a page file, with #COMMENT behind it to begin at that comment; page files of one thread, or a "
            "folder; or the number of a stored thread, or words that stand in no other title",
        ),
        _URL,
        _ASCII,
    ),
    _command(
        "read",
        "read.read_page",
        "print a page or a stored thread as plain lines, for pagers, pipes and speech",
        "page.html",
        _pages(
            "+", "page files of one thread, or the number or title of a stored thread; with #COMMENT it begins there"
        ),
        _option("--speak", action="store_true", help="words in place of signs, a line a paragraph, for speech"),
        _URL,
        _WIDTH,
    ),
    _command(
        "import",
        "import_.import_pages",
        "put pages in the library",
        "saved/*.html",
        _pages("+", "a page file, or a folder with some"),
        _option("--jobs", type=_count, metavar="N", help="read N pages at once; else one for each processor"),
        _option("--strict", action="store_true", help="fail for files of a folder that are no pages"),
        _QUIET,
        _JSON,
        _URL,
    ),
    _command(
        "watch",
        "watch.watch",
        "put pages in the library as they are saved to a folder",
        "~/Downloads",
        _option("folders", nargs="*", metavar="FOLDER", help="a folder; else the one that browsers save to"),
        _option("--install", action="store_true", help="watch in the background, from each login on"),
        _option("--uninstall", action="store_true", help="watch in the background no more"),
        _QUIET,
    ),
    _command(
        "desktop",
        "integration.change_desktop",
        "have file managers offer to open saved pages with this program",
        "--install",
        OneOf(
            (
                _option("--install", action="store_true", help="write the entries, for this user"),
                _option("--uninstall", action="store_true", help="take them away"),
            ),
            required=True,
        ),
        _QUIET,
    ),
    _command(
        "list",
        "library.list_threads",
        "list the stored threads",
        "is:unread",
        _option(
            "words",
            nargs="*",
            metavar="QUERY",
            help="only those that match: words of titles, sites and authors, -word, OR, and the fields of search",
        ),
        _option("--sort", choices=_orders, metavar="ORDER", help="order, by number if none is named: %(choices)s"),
        _TAG,
        _option("--limit", type=_count, metavar="N", help="as many threads; else all"),
        _JSON,
    ),
    _command(
        "search",
        "library.search",
        "search all that is stored",
        "'registry author:carol'",
        _option(
            "words",
            nargs="+",
            metavar="QUERY",
            help='words, "phrases", begin* for what begins so, -word, OR, and fields: author: thread: site: tag: '
            "date: before: after: is:unread is:starred is:noted is:op note: quoted:>2",
        ),
        _option("--limit", type=_count, default=50, metavar="N", help="as many hits; else %(default)s"),
        _JSON,
    ),
    _command(
        "forget",
        "library.forget",
        "take a thread out of the library",
        "3",
        _option("thread", metavar="THREAD", help="the number of a stored thread, or words of its title"),
        _QUIET,
    ),
    _command("where", "page_argument.list_folders", "show where the library and the settings are", "", _JSON),
    _command(
        "export",
        "export.export_page",
        "write a page or a stored thread as text, Markdown, HTML, mails, a book, a table or JSON",
        "page.html --format json --output page.json",
        _pages(
            "*",
            "page files of one thread, or a folder with them; or the number or title of a stored thread; of "
            "any number of threads, or all that are stored, for csv, jsonl, parquet and convokit",
        ),
        _option("--all", metavar="FOLDER", help="write each stored thread to a file in FOLDER"),
        _TAG,
        _option("--jsonl", action="store_true", help="several threads, each as JSON on a line of its own"),
        _option(
            "--format",
            choices=_formats,
            default="text",
            metavar="FORMAT",
            help="format, %(default)s if none is named: %(choices)s",
        ),
        _option(
            "--part",
            choices=("thread", "branch", "unread", "starred"),
            default="thread",
            metavar="PART",
            help="branch: the comment of PAGE#COMMENT and all below it; unread, starred: those of a stored thread, "
            "with what they answer; else the whole thread",
        ),
        _option("-o", "--output", metavar="FILE", help="write a new file; - is stdout, as without it"),
        _option("--force", action="store_true", help="overwrite FILE, and the files in FOLDER"),
        _URL,
        _WITHOUT,
        _WIDTH,
        _QUIET,
    ),
    _command(
        "extract",
        "extract.extract_corpus",
        "write the comments of many pages as tables, a row each, without the library",
        "crawl.warc.gz --output tables",
        _option(
            "pages", type=_page, nargs="+", metavar="SOURCE", help="page files, web archives, and folders of these"
        ),
        _option("-o", "--output", metavar="FOLDER", required=True, help="the folder of the tables"),
        _option(
            "--format",
            choices=("jsonl", "parquet"),
            default="jsonl",
            metavar="FORMAT",
            help="format, %(default)s if none is named: %(choices)s",
        ),
        _option("--jobs", type=_count, metavar="N", help="N processes; else one for each processor"),
        _option(
            "--scheduler", type=_address, metavar="ADDRESS", help="that of a Dask cluster, whose workers do the work"
        ),
        _option(
            "--index",
            metavar="FILE",
            help="only the records that lines with filename, offset and length list, of archives in SOURCE",
        ),
        _option(
            "--shard", type=_count, default=16, metavar="MB", help="the input of a shard, packed; else %(default)s"
        ),
        _QUIET,
        _JSON,
    ),
    _command(
        "config",
        "settings.configure",
        "print, check or edit the settings",
        "check",
        _option(
            "action",
            choices=("print", "check", "schema", "edit", "path"),
            metavar="ACTION",
            help="print: all settings as a file; check: what is wrong in yours; schema: a JSON Schema for editors; "
            "edit: in $EDITOR; path: where the file is",
        ),
    ),
    _command("keys", "settings.list_keys", "list the keys, as the settings have them", "", _JSON),
    _command(
        "adapters",
        "settings.list_adapters",
        "list what reads pages: recipes, packages and your own recipes, with what tells a page",
        "",
        _JSON,
    ),
    _command("schema", "export.print_schema", "print the JSON Schema of what export writes as JSON", ""),
    _command(
        "stats",
        "stats.print_statistics",
        "count what a discussion holds: when, who with whom, what is quoted, open questions, links",
        "page.html",
        _pages("+", "page files of one thread, or the number or title of a stored thread"),
        _JSON,
        _option("--picture", metavar="FILE", help="draw them into an SVG file"),
        _FORCE,
        _URL,
    ),
    _command(
        "inspect",
        "inspect.inspect_page",
        "say how a page was read, and what was odd about it",
        "page.html",
        _option("page", type=_page, metavar="PAGE", help="a page file, or the number or title of a stored thread"),
        _URL,
        _JSON,
        _option(
            "--comments",
            action="store_true",
            help="list each comment: whom it answers, why, and whom its words hint at",
        ),
        _option(
            "--recipe",
            action="store_true",
            help="write the recipe that the reading of a page file amounts to, to start from",
        ),
        _WITHOUT,
    ),
    _command(
        "report",
        "inspect.report_page",
        "write a page with every word replaced, to be given to others where it is read wrongly",
        "page.html",
        _option("page", type=_page, metavar="PAGE", help="a page file"),
        _option(
            "-o", "--output", metavar="FILE", help="write that new file; - is stdout, else it is named after the page"
        ),
        _FORCE,
        _URL,
        _QUIET,
    ),
    _command(
        "check",
        "library.check",
        "check the library, and mend it",
        "--deep",
        _option("--deep", action="store_true", help="compare all stored bytes with their checksums too"),
        _JSON,
        _QUIET,
    ),
    _command(
        "doctor",
        "doctor.show_state",
        "show versions, how pages are kept from the rest of the system, and what is wrong",
        "",
        _JSON,
    ),
    _command(
        "backup",
        "library.back_up",
        "copy the library to a file",
        "copy.db",
        _option("file", metavar="FILE", help="a new file"),
        _FORCE,
        _QUIET,
    ),
    _command(
        "restore",
        "library.restore",
        "put a backup in the place of the library, which is kept under another name",
        "copy.db",
        _option("file", nargs="?", metavar="FILE", help="a backup; without it, those that there are"),
        _QUIET,
    ),
    _command(
        "dump",
        "library.dump",
        "write what you did in all threads to a text file, a fact a line, for git and for other machines",
        "marks.jsonl",
        _option("file", metavar="FILE", help="a new file; - is stdout"),
        _FORCE,
        _QUIET,
    ),
    _command(
        "load",
        "library.load",
        "join what a dump of another library holds with what you did in this one",
        "marks.jsonl",
        _option("file", metavar="FILE", help="a dump; - is stdin"),
        _QUIET,
    ),
    _command(
        "completion",
        "shell.print_completion",
        "print the completion of commands, files and stored threads for a shell",
        "bash",
        _option(
            "wanted",
            choices=("bash", "zsh", "fish", "threads", "adapters"),
            metavar="SHELL",
            help="bash, zsh or fish; for these, threads and adapters are listed too",
        ),
    ),
    _command("man", "shell.show_manual_page", "show the manual page", ""),
    _command("demo", "open.open_sample", "read a sample page that comes with the program", "", _ASCII),
)
"""All commands, in the order of the help."""


# As argparse's own `error` exits.
_USAGE_ERROR = 2
# Between a file and a comment or page in it.
_IN_FILE = re.compile(r"#|!/")
_FILE_NAME = re.compile(r"[/\\]|\.\w")


def build_parser(words: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Make the parser of the command line from `COMMANDS`; given its words, with what these need alone.

    A command that is the first word needs no other; else those among the words have arguments.
    """
    parser = _MainParser(
        prog="threadreader",
        description="Read saved pages and their comment threads in the terminal.\n"
        "Without COMMAND the library is shown; a page file in its place is opened.",
        epilog="examples:\n" + "\n".join(f"  {command.example}" for command in COMMANDS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=COMMANDS[0].run, pages=[], url=None, debug=False, ascii=False)
    parser.add_argument("--version", action="version", version=f"threadreader {__version__}")
    _DEBUG.declare(parser)
    # With its name given, argparse does not lay out a usage to find it.
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser, prog="threadreader")
    first = [command for command in COMMANDS if words and command.name == words[0]]
    for command in first or COMMANDS:
        subparser = subparsers.add_parser(
            command.name,
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
            epilog=f"example: {command.example}",
        )
        subparser.set_defaults(run=command.run)
        _DEBUG.declare(subparser)
        # A file in place of a command is opened.
        if words is None or command.name in {"open", *words}:
            for option in command.options:
                option.declare(subparser)
    return parser


class _Parser(argparse.ArgumentParser):
    """A parser whose errors have no control characters, and name the option that is nearest to an unknown one."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse, and refuse what is left here, where the usage of the command can be shown."""
        parsed, unknown = super().parse_known_args(args, namespace)
        if unknown:
            from threadreader.config import suggest

            name = unknown[0].partition("=")[0]
            near = suggest(name, self._option_string_actions) if name.startswith("-") else ""
            kind = "option" if name.startswith("-") else "argument"
            self.error(f"there is no {kind} {name!r} here" + (f"; {near}" if near else ""))
        return parsed, unknown

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(_USAGE_ERROR, f"{self.prog}: {clean_line(message)}; {self.prog} --help explains\n")


class _MainParser(_Parser):
    """Main parser, for which a file instead of a command means `open`."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Insert `open` before a file that stands for a command, or the name of one that is not there, and parse."""
        arguments = list(sys.argv[1:] if args is None else args)
        commands = tuple(command.name for command in COMMANDS)
        index = next((n for n, word in enumerate(arguments) if word == "-" or word[:1] != "-"), len(arguments))
        if arguments[index:] and arguments[index] not in commands:
            if not _is_file(arguments[index]) and not _FILE_NAME.search(arguments[index]):
                from threadreader.config import suggest

                cure = suggest(arguments[index], commands, f"the commands are {', '.join(commands)}")
                self.error(f"there is no command and no file {arguments[index]!r}; {cure}")
            arguments.insert(index, "open")
        return super().parse_known_args(arguments, namespace)


def _is_file(name: str) -> bool:
    """True for a file or folder, with or without a comment or page in it, for stdin, and for an address."""
    return name == "-" or "://" in name or os.path.exists(_IN_FILE.split(name)[0])  # noqa: PTH110 - it takes a name that is no path as well
