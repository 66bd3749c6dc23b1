"""Table of commands and options, and the argument parser made from it."""

import argparse
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from importlib import import_module
from os.path import exists
from typing import Any, NoReturn, Self

from msgspec import Struct
from msgspec.structs import replace

from threadreader import __version__
from threadreader.model.text import clean_line


class Option(Struct, frozen=True):
    """An argument as argparse takes it; its `choices` may be a function that imports what has them."""

    names: tuple[str, ...]
    settings: Mapping[str, Any]

    def declare(self, parser: argparse._ActionsContainer) -> None:
        """Add the argument to a parser, or to a group of one."""
        choices = self.settings.get("choices")
        parser.add_argument(*self.names, **{**self.settings, **({"choices": choices()} if callable(choices) else {})})


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
    """A command: an example, which begins with its name, its function as `module.name` here, a summary, its options."""

    example: str
    function: str
    summary: str
    options: tuple[Option | OneOf, ...] = ()

    @property
    def name(self) -> str:
        """The word that calls it."""
        return self.example.partition(" ")[0]

    def taking(self, *options: Option | OneOf) -> Self:
        """The command with options."""
        return replace(self, options=options)

    def run(self, arguments: argparse.Namespace) -> int:
        """Run the command, whose module is imported now: a command imports no other."""
        module, _, name = self.function.partition(".")
        status: int = getattr(import_module(f"threadreader.cli.{module}"), name)(arguments)
        return status


def _option(words: str, effect: str, **settings: Any) -> Option:
    """An argument by its names and the word for its value, in capitals; an option without one is a flag."""
    *names, last = words.split()
    more = {"metavar": last} if last.isupper() else {"action": "store_true"}
    return Option((*names, *([] if last.isupper() else [last])), {**more, "help": effect, **settings})


def _pages(number: str, what: str) -> Option:
    return _option("pages PAGE", what, type=_page, nargs=number)


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
_DEBUG = _option("--debug", "show where an error comes from", default=argparse.SUPPRESS)
_ASCII = _option("--ascii", "draw with ASCII, in a terminal whose font has no lines and signs")
_FORCE = _option("--force", "overwrite FILE")
_JSON = OneOf(
    (
        _option("--json", "for programs", action="store_const", const="json"),
        _option("--jsonl", "the same, a record a line", action="store_const", const="jsonl", dest="json"),
    )
)
_QUIET = _option("--quiet -q", "say nothing but what went wrong")
_TAG = _option("--tag TAG", "only stored threads with that tag", action="append", default=[])
_URL = _option("--url ADDRESS", "of several pages in a file, the one at that address")
_WIDTH = _option("--width N", "wrap at N columns, 0: not at all; else %(default)s", type=_width, default=72)
_WITHOUT = _option(
    "--without ADAPTER",
    "read a page file without that adapter; may be given more than once",
    action="append",
    default=[],
)

COMMANDS = (
    Command(
        "open page.html",
        "open.open_page",
        "read a page, which is put in the library if it is new; without PAGE choose from the library",
    ).taking(
        _pages(
            "*",
            "a page file, with #COMMENT behind it to begin at that comment; page files of one thread, or a "
            "folder; or the number of a stored thread, or words that stand in no other title",
        ),
        _URL,
        _ASCII,
    ),
    Command(
        "read page.html",
        "read.read_page",
        "print a page or a stored thread as plain lines, for pagers, pipes and speech",
    ).taking(
        _pages(
            "+", "page files of one thread, or the number or title of a stored thread; with #COMMENT it begins there"
        ),
        _option("--speak", "words in place of signs, a line a paragraph, for speech"),
        _URL,
        _WIDTH,
    ),
    Command("import saved/*.html", "import_.import_pages", "put pages in the library").taking(
        _pages("+", "a page file, or a folder with some"),
        _option("--jobs N", "read N pages at once; else one for each processor", type=_count),
        _option("--strict", "fail for files of a folder that are no pages"),
        _QUIET,
        _JSON,
        _URL,
    ),
    Command("watch ~/Downloads", "watch.watch", "put pages in the library as they are saved to a folder").taking(
        _option("folders FOLDER", "a folder; else the one that browsers save to", nargs="*"),
        _option("--install", "watch in the background, from each login on"),
        _option("--uninstall", "watch in the background no more"),
        _QUIET,
    ),
    Command(
        "desktop --install",
        "integration.change_desktop",
        "have file managers offer to open saved pages with this program",
    ).taking(
        OneOf(
            (_option("--install", "write the entries, for this user"), _option("--uninstall", "take them away")),
            required=True,
        ),
        _QUIET,
    ),
    Command("list is:unread", "library.list_threads", "list the stored threads").taking(
        _option(
            "words QUERY",
            "only those that match: words of titles, sites and authors, -word, OR, and the fields of search",
            nargs="*",
        ),
        _option("--sort ORDER", "order, by number if none is named: %(choices)s", choices=_orders),
        _TAG,
        _option("--limit N", "as many threads; else all", type=_count),
        _JSON,
    ),
    Command("search 'registry author:carol'", "library.search", "search all that is stored").taking(
        _option(
            "words QUERY",
            'words, "phrases", begin* for what begins so, -word, OR, and fields: author: thread: site: tag: date: '
            "before: after: is:unread is:starred is:noted is:op note: quoted:>2 votes:>100",
            nargs="+",
        ),
        _option("--limit N", "as many hits; else %(default)s", type=_count, default=50),
        _JSON,
    ),
    Command("forget 3", "library.forget", "take a thread out of the library").taking(
        _option("thread THREAD", "the number of a stored thread, or words of its title"), _QUIET
    ),
    Command("where", "settings.list_folders", "show where the library and the settings are").taking(_JSON),
    Command(
        "export page.html --format json --output page.json",
        "export.export_page",
        "write a page or a stored thread as text, Markdown, HTML, mails, a book, a table or JSON",
    ).taking(
        _pages(
            "*",
            "page files of one thread, or a folder with them; or the number or title of a stored thread; of any "
            "number of threads, or all that are stored, for csv, jsonl, parquet and convokit",
        ),
        _option("--all FOLDER", "write each stored thread to a file in FOLDER"),
        _TAG,
        _option("--jsonl", "several threads, each as JSON on a line of its own"),
        _option(
            "--format FORMAT", "format, %(default)s if none is named: %(choices)s", choices=_formats, default="text"
        ),
        _option(
            "--part PART",
            "branch: the comment of PAGE#COMMENT and all below it; unread, starred: those of a stored thread, "
            "with what they answer; else the whole thread",
            choices=("thread", "branch", "unread", "starred"),
            default="thread",
        ),
        _option("-o --output FILE", "write a new file; - is stdout, as without it"),
        _option("--force", "overwrite FILE, and the files in FOLDER"),
        _URL,
        _WITHOUT,
        _WIDTH,
        _QUIET,
    ),
    Command(
        "extract crawl.warc.gz --output tables",
        "extract.extract_corpus",
        "write the comments of many pages as tables, a row each, without the library",
    ).taking(
        _option("pages SOURCE", "page files, web archives, and folders of these", type=_page, nargs="+"),
        _option("-o --output FOLDER", "the folder of the tables", required=True),
        _option(
            "--format FORMAT",
            "format, %(default)s if none is named: %(choices)s",
            choices=("jsonl", "parquet"),
            default="jsonl",
        ),
        _option("--jobs N", "N processes; else one for each processor", type=_count),
        _option("--scheduler ADDRESS", "that of a Dask cluster, whose workers do the work", type=_address),
        _option(
            "--index FILE", "only the records that lines with filename, offset and length list, of archives in SOURCE"
        ),
        _option("--shard MB", "the input of a shard, packed; else %(default)s", type=_count, default=16),
        _QUIET,
        _JSON,
    ),
    Command("config check", "settings.configure", "print, check or edit the settings").taking(
        _option(
            "action ACTION",
            "print: all settings as a file; check: what is wrong in yours; schema: a JSON Schema for editors; "
            "edit: in $EDITOR; path: where the file is",
            choices=("print", "check", "schema", "edit", "path"),
        )
    ),
    Command("keys", "settings.list_keys", "list the keys, as the settings have them").taking(_JSON),
    Command(
        "adapters",
        "settings.list_adapters",
        "list what reads pages: recipes, packages and your own recipes, with what tells a page",
    ).taking(_JSON),
    Command("schema", "export.print_schema", "print the JSON Schema of what export writes as JSON"),
    Command(
        "stats page.html",
        "stats.print_statistics",
        "count what a discussion holds: when, who with whom, what is quoted, open questions, links",
    ).taking(
        _pages("+", "page files of one thread, or the number or title of a stored thread"),
        _JSON,
        _option("--picture FILE", "draw them into an SVG file"),
        _FORCE,
        _URL,
    ),
    Command("inspect page.html", "inspect.inspect_page", "say how a page was read, and what was odd about it").taking(
        _option("page PAGE", "a page file, or the number or title of a stored thread", type=_page),
        _URL,
        _JSON,
        _option("--comments", "list each comment: whom it answers, why, and whom its words hint at"),
        _option("--recipe", "write the recipe that the reading of a page file amounts to, to start from"),
        _WITHOUT,
    ),
    Command(
        "report page.html",
        "inspect.report_page",
        "write a page with every word replaced, to be given to others where it is read wrongly",
    ).taking(
        _option("page PAGE", "a page file", type=_page),
        _option("-o --output FILE", "write that new file; - is stdout, else it is named after the page"),
        _FORCE,
        _URL,
        _QUIET,
    ),
    Command("check --deep", "library.check", "check the library, and mend it").taking(
        _option("--deep", "compare all stored bytes with their checksums too"), _JSON, _QUIET
    ),
    Command(
        "doctor",
        "settings.show_state",
        "show versions, how pages are kept from the rest of the system, and what is wrong",
    ).taking(_JSON),
    Command("backup copy.db", "library.back_up", "copy the library to a file").taking(
        _option("file FILE", "a new file"), _FORCE, _QUIET
    ),
    Command(
        "restore copy.db",
        "library.restore",
        "put a backup in the place of the library, which is kept under another name",
    ).taking(_option("file FILE", "a backup; without it, those that there are", nargs="?"), _QUIET),
    Command(
        "dump marks.jsonl",
        "library.dump",
        "write what you did in all threads to a text file, a fact a line, for git and for other machines",
    ).taking(_option("file FILE", "a new file; - is stdout"), _FORCE, _QUIET),
    Command(
        "load marks.jsonl", "library.load", "join what a dump of another library holds with what you did in this one"
    ).taking(_option("file FILE", "a dump; - is stdin"), _QUIET),
    Command(
        "completion bash",
        "integration.print_completion",
        "print the completion of commands, files and stored threads for a shell",
    ).taking(
        _option(
            "wanted SHELL",
            "bash, zsh or fish; for these, threads and adapters are listed too",
            choices=("bash", "zsh", "fish", "threads", "adapters"),
        )
    ),
    Command("man", "integration.show_manual_page", "show the manual page"),
    Command("demo", "open.open_sample", "read a sample page that comes with the program").taking(_ASCII),
)
"""All commands, in the order of the help."""


_WITH_EXAMPLES = ("demo", "open", "import", "list", "search", "export")
"""Commands whose examples the help of the program shows; those of all others are in their own."""

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
        epilog="examples:\n"
        + "\n".join(f"  threadreader {each.example}" for each in COMMANDS if each.name in _WITH_EXAMPLES),
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
            epilog=f"example: threadreader {command.example}",
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
            name = arguments[index]
            # What may be a path is a file, and what is one, with or without a comment or page in it; so are addresses.
            is_file = name == "-" or "://" in name or _FILE_NAME.search(name) or exists(_IN_FILE.split(name)[0])  # noqa: PTH110
            if not is_file:
                from threadreader.config import suggest

                cure = suggest(name, commands, f"the commands are {', '.join(commands)}")
                self.error(f"there is no command and no file {name!r}; {cure}")
            arguments.insert(index, "open")
        return super().parse_known_args(arguments, namespace)
