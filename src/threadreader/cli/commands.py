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
        raise argparse.ArgumentTypeError(f"expected {what}, not {text!r}")
    return text


_page = partial(_filled, "a page name")
_address = partial(_filled, "a scheduler address")


def _width(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"expected a number of columns, not {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < len(text) < 10 or not int(text):  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"expected a number above 0, not {text!r}")
    return int(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:6]) > 65535:  # noqa: PLR2004 - the last port
        raise argparse.ArgumentTypeError(f"expected a port, 0 to 65535, not {text!r}")
    return int(text)


# A default here would undo a --debug that stands before the command.
_DEBUG = _option("--debug", "show a traceback for errors", default=argparse.SUPPRESS)
_ASCII = _option("--ascii", "draw with ASCII, for a font without line-drawing characters")
_FORCE = _option("--force", "overwrite FILE if it exists")
_JSON = OneOf(
    (
        _option("--json", "print JSON", action="store_const", const="json"),
        _option("--jsonl", "print JSON, one record per line", action="store_const", const="jsonl", dest="json"),
    )
)
_QUIET = _option("--quiet -q", "print errors only")
_TAG = _option("--tag TAG", "only threads with this tag", action="append", default=[])
_URL = _option("--url ADDRESS", "if a file has several pages, the one at ADDRESS")
_WIDTH = _option("--width N", "wrap at N columns (default %(default)s; 0: no wrapping)", type=_width, default=72)
_WITHOUT = _option(
    "--without ADAPTER", "read a page file without this adapter; may be repeated", action="append", default=[]
)

COMMANDS = (
    Command(
        "open page.html",
        "open.open_page",
        "read a page and add it to the library; without PAGE choose from the library",
    ).taking(
        _pages(
            "*",
            "a page file (with #COMMENT: begin at that comment), page files of one thread, or a "
            "folder; or the number of a stored thread, or words unique to one title",
        ),
        _URL,
        _ASCII,
    ),
    Command(
        "read page.html",
        "read.read_page",
        "print a page or a stored thread as plain lines, for pagers, pipes and screen readers",
    ).taking(
        _pages("+", "page files of one thread, or the number or title of a stored thread; with #COMMENT: begin there"),
        _option("--speak", "words instead of symbols, one line per paragraph, for screen readers"),
        _URL,
        _WIDTH,
    ),
    Command("serve page.html", "serve.serve", "read in a browser on this machine, until ^c").taking(
        _option(
            "page PAGE",
            "a page file, or the number or title of a stored thread (default: the library)",
            nargs="?",
            type=_page,
        ),
        _option("--port N", "listen on port N of 127.0.0.1 (default: a free one)", type=_port, default=0),
        _option("--no-browser", "print the address, and open no browser"),
        _ASCII,
    ),
    Command("import saved/*.html", "import_.import_pages", "add pages to the library").taking(
        _pages("+", "a page file, or a folder of page files"),
        _option("--jobs N", "read N pages at once (default: one per processor)", type=_count),
        _option("--strict", "list other files in a folder, and exit with an error if there are any"),
        _QUIET,
        _JSON,
        _URL,
    ),
    Command("watch ~/Downloads", "watch.watch", "add pages to the library as you save them to a folder").taking(
        _option("folders FOLDER", "a folder (default: the one your browser saves to)", nargs="*"),
        _option("--install", "watch in the background, after each login"),
        _option("--uninstall", "stop watching in the background"),
        _QUIET,
    ),
    Command(
        "desktop --install", "integration.change_desktop", "offer this program for saved pages in file managers"
    ).taking(
        OneOf(
            (_option("--install", "write the desktop entries for this user"), _option("--uninstall", "delete them")),
            required=True,
        ),
        _QUIET,
    ),
    Command("list is:unread", "library.list_threads", "list stored threads").taking(
        _option("words QUERY", "words of titles, sites and authors, -word, OR, and the fields of search", nargs="*"),
        _option("--sort ORDER", "sort order (default number): %(choices)s", choices=_orders),
        _TAG,
        _option("--limit N", "at most N threads (default: all)", type=_count),
        _JSON,
    ),
    Command("search 'registry author:carol'", "library.search", "search the full text of the library").taking(
        _option(
            "words QUERY",
            'words, "phrases", begin* for any ending, -word, OR, and fields: author: thread: site: tag: date: before: '
            "after: note: quoted:>2 votes:>100 replies:>20 minutes:<5 is:unread (or read, starred, noted, op, new, "
            "edited, gone, queued, archived, partial)",
            nargs="+",
        ),
        _option("--limit N", "at most N results (default %(default)s)", type=_count, default=50),
        _JSON,
    ),
    Command("forget 3", "library.forget", "delete a thread from the library").taking(
        _option("thread THREAD", "the number of a stored thread, or words unique to its title"), _QUIET
    ),
    Command("where", "settings.list_folders", "show the folders of data, backups, settings and cache").taking(_JSON),
    Command(
        "export page.html --format json --output page.json",
        "export.export_page",
        "export a page or a stored thread as text, Markdown, HTML, mail, e-book, table or JSON",
    ).taking(
        _pages(
            "*",
            "page files of one thread, a folder with them, or the number or title of a stored thread; csv, jsonl, "
            "parquet and convokit take several threads (default: all stored threads)",
        ),
        _option("--all FOLDER", "write each stored thread to a file in FOLDER"),
        _TAG,
        _option("--jsonl", "export several threads as JSON, one per line"),
        _option("--format FORMAT", "format (default %(default)s): %(choices)s", choices=_formats, default="text"),
        _option(
            "--part PART",
            "branch: the comment of PAGE#COMMENT and all below it; unread, starred: those of a stored thread, "
            "with their parents; thread (default): everything",
            choices=("thread", "branch", "unread", "starred"),
            default="thread",
        ),
        _option("-o --output FILE", "write to a new file (default: - for stdout)"),
        _option("--force", "overwrite FILE, and files in FOLDER, if they exist"),
        _URL,
        _WITHOUT,
        _WIDTH,
        _QUIET,
    ),
    Command(
        "extract crawl.warc.gz --output tables",
        "extract.extract_corpus",
        "write the comments of many pages as tables, one row per comment, without the library",
    ).taking(
        _option("pages SOURCE", "page files, web archives, and folders of these", type=_page, nargs="+"),
        _option("-o --output FOLDER", "the folder for the tables", required=True),
        _option(
            "--format FORMAT",
            "format (default %(default)s): %(choices)s",
            choices=("jsonl", "parquet"),
            default="jsonl",
        ),
        _option("--jobs N", "use N processes (default: one per processor)", type=_count),
        _option("--scheduler ADDRESS", "use the workers of the Dask cluster at ADDRESS", type=_address),
        _option("--index FILE", "read only the records listed in FILE: one per line, with filename, offset and length"),
        _option("--shard MB", "compressed input per shard (default %(default)s)", type=_count, default=16),
        _QUIET,
        _JSON,
    ),
    Command("config check", "settings.configure", "print, check or edit the settings").taking(
        _option(
            "action ACTION",
            "print: all settings as a file; check: problems in yours; schema: a JSON Schema for editors; "
            "edit: open in $EDITOR; path: path of the file",
            choices=("print", "check", "schema", "edit", "path"),
        )
    ),
    Command("keys", "settings.list_keys", "list the keys, with your settings applied").taking(_JSON),
    Command(
        "adapters",
        "settings.list_adapters",
        "list the adapters that read pages (recipes, packages, your own recipes) and the selectors they look for",
    ).taking(_JSON),
    Command("schema", "export.print_schema", "print the JSON Schema of exported JSON"),
    Command(
        "stats page.html",
        "stats.print_statistics",
        "show statistics of a discussion: activity, who replies to whom, quotations, unanswered questions, links",
    ).taking(
        _pages("+", "page files of one thread, or the number or title of a stored thread"),
        _JSON,
        _option("--picture FILE", "draw the statistics as an SVG file"),
        _FORCE,
        _URL,
    ),
    Command("inspect page.html", "inspect.inspect_page", "show how a page was read, and any doubts about it").taking(
        _option("page PAGE", "a page file, or the number or title of a stored thread", type=_page),
        _URL,
        _JSON,
        _option("--comments", "list each comment with its parent, the evidence for it, and other hints in its text"),
        _option("--recipe", "draft a recipe from a page file"),
        _WITHOUT,
    ),
    Command(
        "report page.html", "inspect.report_page", "write a copy of a page with its words masked, for a bug report"
    ).taking(
        _option("page PAGE", "a page file", type=_page),
        _option("-o --output FILE", "write to a new file (default: named after the page; - for stdout)"),
        _FORCE,
        _URL,
        _QUIET,
    ),
    Command("check --deep", "library.check", "check the library and repair it").taking(
        _option("--deep", "also compare all stored bytes with their checksums"), _JSON, _QUIET
    ),
    Command("doctor", "settings.show_state", "show versions, sandbox, terminal, library and any problems").taking(
        _JSON
    ),
    Command("backup copy.db", "library.back_up", "copy the library to a file").taking(
        _option("file FILE", "a new file"), _FORCE, _QUIET
    ),
    Command(
        "restore copy.db",
        "library.restore",
        "replace the library with a backup, and keep the old library under another name",
    ).taking(_option("file FILE", "a backup (default: list the backups)", nargs="?"), _QUIET),
    Command(
        "dump marks.jsonl",
        "library.dump",
        "write your reading data of all threads to a text file, one entry per line, for git and other machines",
    ).taking(_option("file FILE", "a new file; - is stdout"), _FORCE, _QUIET),
    Command("load marks.jsonl", "library.load", "merge a dump of another library into this one").taking(
        _option("file FILE", "a dump; - is stdin"), _QUIET
    ),
    Command(
        "completion bash",
        "integration.print_completion",
        "print shell completion for commands, files and stored threads",
    ).taking(
        _option(
            "wanted SHELL",
            "bash, zsh or fish; the scripts use threads and adapters themselves",
            choices=("bash", "zsh", "fish", "threads", "adapters"),
        )
    ),
    Command("man", "integration.show_manual_page", "show the manual page"),
    Command("demo", "open.open_sample", "read the sample page").taking(_ASCII),
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
        "Without COMMAND, show the library; with a page file instead, open it.",
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
            self.error(f"unknown {kind} {name!r}" + (f"; {near}" if near else ""))
        return parsed, unknown

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(_USAGE_ERROR, f"{self.prog}: {clean_line(message)}; see {self.prog} --help\n")


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
                self.error(f"no command or file is named {name!r}; {cure}")
            arguments.insert(index, "open")
        return super().parse_known_args(arguments, namespace)
