"""Table of commands and options, and the argument parser made from it."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

from threadreader import __version__
from threadreader.model.text import clean_line


@dataclass(frozen=True, slots=True)
class LazyFunction:
    """A function of this package by its `module.name`, imported when called, so that a command imports no other."""

    name: str

    def __call__(self, arguments: argparse.Namespace) -> int:
        status: int = self.function(arguments)
        return status

    @property
    def function(self) -> Callable[[argparse.Namespace], int]:
        module, _, name = self.name.partition(".")
        function: Callable[[argparse.Namespace], int] = getattr(import_module(f"threadreader.cli.{module}"), name)
        return function


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its function, a summary of one line, an example, and the function that declares its arguments."""

    name: str
    run: LazyFunction
    summary: str
    example: str
    declare: Callable[[argparse.ArgumentParser], None] | None = None


@dataclass(frozen=True, slots=True)
class _LazyChoices:
    """Names that an option takes, imported only when argparse needs them."""

    names: Callable[[], Iterator[str]]

    def __iter__(self) -> Iterator[str]:
        return self.names()

    def __contains__(self, name: object) -> bool:
        return name in tuple(self)


def _formats() -> Iterator[str]:
    from threadreader.export import exporters

    return iter(sorted(exporters()))


def _orders() -> Iterator[str]:
    from threadreader.session.library.thread_list import Order

    return (order.name.lower() for order in Order)


def _declare_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pages",
        type=_page,
        nargs="*",
        metavar="PAGE",
        help="a page file, with #COMMENT behind it to begin at that comment; page files of one thread, or a folder; or "
        "the number of a stored thread, or words that stand in no other title",
    )
    _declare_url(parser)
    _declare_ascii(parser)


def _declare_read(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pages",
        type=_page,
        nargs="+",
        metavar="PAGE",
        help="page files of one thread, or the number or title of a stored thread; with #COMMENT it begins there",
    )
    parser.add_argument("--speak", action="store_true", help="words in place of signs, a line a paragraph, for speech")
    _declare_url(parser)
    _declare_width(parser)


def _declare_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=("print", "check", "schema", "edit", "path"),
        metavar="ACTION",
        help="print: all settings as a file; check: what is wrong in yours; schema: a JSON Schema for editors; "
        "edit: in $EDITOR; path: where the file is",
    )


def _declare_completion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "wanted",
        choices=("bash", "zsh", "fish", "threads", "adapters"),
        metavar="SHELL",
        help="bash, zsh or fish; for these, threads and adapters are listed too",
    )


def _declare_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pages", type=_page, nargs="+", metavar="PAGE", help="a page file, or a folder with some")
    parser.add_argument("--jobs", type=_count, metavar="N", help="read N pages at once; else one for each processor")
    parser.add_argument("--strict", action="store_true", help="fail for files of a folder that are no pages")
    _declare_quiet(parser)
    _declare_json(parser)
    _declare_url(parser)


def _declare_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pages",
        type=_page,
        nargs="*",
        metavar="PAGE",
        help="page files of one thread, or a folder with them; or the number or title of a stored thread; of any "
        "number of threads, or all that are stored, for csv, jsonl, parquet and convokit",
    )
    parser.add_argument("--all", metavar="FOLDER", help="write each stored thread to a file in FOLDER")
    parser.add_argument("--jsonl", action="store_true", help="several threads, each as JSON on a line of its own")
    parser.add_argument(
        "--format",
        choices=_LazyChoices(_formats),
        default="text",
        metavar="FORMAT",
        help="%(choices)s; else %(default)s",
    )
    parser.add_argument(
        "--part",
        choices=("thread", "branch", "unread", "starred"),
        default="thread",
        metavar="PART",
        help="branch: the comment of PAGE#COMMENT and all below it; unread, starred: those of a stored thread, with "
        "what they answer; else the whole thread",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write a new file; - is stdout, as without it")
    parser.add_argument("--force", action="store_true", help="overwrite FILE, and the files in FOLDER")
    _declare_url(parser)
    _declare_without(parser)
    _declare_width(parser)
    _declare_quiet(parser)


def _declare_extract(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pages", type=_page, nargs="+", metavar="SOURCE", help="page files, web archives, and folders of these"
    )
    parser.add_argument("-o", "--output", metavar="FOLDER", required=True, help="the folder of the tables")
    parser.add_argument(
        "--format",
        choices=("jsonl", "parquet"),
        default="jsonl",
        metavar="FORMAT",
        help="%(choices)s; else %(default)s",
    )
    parser.add_argument("--jobs", type=_count, metavar="N", help="N processes; else one for each processor")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="that of a Dask cluster, whose workers do the work")
    parser.add_argument(
        "--index",
        metavar="FILE",
        help="only the records that lines with filename, offset and length list, of archives in SOURCE",
    )
    parser.add_argument(
        "--shard", type=_count, default=16, metavar="MB", help="the input of a shard, packed; else %(default)s"
    )
    _declare_quiet(parser)
    _declare_json(parser)


def _declare_inspect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "page", type=_page, metavar="PAGE", help="a page file, or the number or title of a stored thread"
    )
    _declare_url(parser)
    _declare_json(parser)
    parser.add_argument(
        "--comments",
        action="store_true",
        help="list each comment: whom it answers, why, and whom its words hint at",
    )
    parser.add_argument(
        "--recipe",
        action="store_true",
        help="write the recipe that the reading of a page file amounts to, to start from",
    )
    _declare_without(parser)


def _declare_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("page", type=_page, metavar="PAGE", help="a page file")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write that new file; - is stdout, else it is named after the page"
    )
    parser.add_argument("--force", action="store_true", help="overwrite FILE")
    _declare_url(parser)
    _declare_quiet(parser)


def _declare_json(parser: argparse.ArgumentParser) -> None:
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_const", const="json", help="for programs")
    forms.add_argument("--jsonl", action="store_const", const="jsonl", dest="json", help="the same, a record a line")


def _declare_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", "-q", action="store_true", help="say nothing but what went wrong")


def _declare_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="QUERY",
        help="only those that match: words of titles, sites and authors, -word, OR, and the fields of search",
    )
    parser.add_argument(
        "--sort", choices=_LazyChoices(_orders), metavar="ORDER", help="%(choices)s; else in the order of their numbers"
    )
    parser.add_argument("--tag", action="append", default=[], metavar="TAG", help="only those with that tag")
    parser.add_argument("--limit", type=_count, metavar="N", help="as many threads; else all")
    _declare_json(parser)


def _declare_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="+",
        metavar="QUERY",
        help='words, "phrases", begin* for what begins so, -word, OR, and fields: author: thread: site: tag: date: '
        "before: after: is:unread is:starred is:noted is:op note: quoted:>2",
    )
    parser.add_argument("--limit", type=_count, default=50, metavar="N", help="as many hits; else %(default)s")
    _declare_json(parser)


def _declare_forget(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("thread", metavar="THREAD", help="the number of a stored thread, or words of its title")
    _declare_quiet(parser)


def _declare_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deep", action="store_true", help="compare all stored bytes with their checksums too")
    _declare_json(parser)
    _declare_quiet(parser)


def _declare_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a new file")
    parser.add_argument("--force", action="store_true", help="overwrite FILE")
    _declare_quiet(parser)


def _declare_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a backup")
    _declare_quiet(parser)


def _declare_watch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folders", nargs="*", metavar="FOLDER", help="a folder; else the one that browsers save to")
    parser.add_argument("--install", action="store_true", help="watch in the background, from each login on")
    parser.add_argument("--uninstall", action="store_true", help="watch in the background no more")
    _declare_quiet(parser)


def _declare_desktop(parser: argparse.ArgumentParser) -> None:
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--install", action="store_true", help="write the entries, for this user")
    choice.add_argument("--uninstall", action="store_true", help="take them away")
    _declare_quiet(parser)


def _declare_url(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", metavar="ADDRESS", help="of several pages in a file, the one at that address")


def _declare_ascii(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ascii", action="store_true", help="draw with ASCII, in a terminal whose font has no lines and signs"
    )


def _declare_width(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--width", type=_width, default=72, metavar="N", help="wrap at N columns, 0: not at all; else %(default)s"
    )


def _declare_without(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="ADAPTER",
        help="read a page file without that adapter; may be given more than once",
    )


def _page(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError(f"the name of a page is wanted, not {text!r}")
    return text


def _width(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"a number of columns is wanted, not {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < len(text) < 10 or not int(text):  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"a number is wanted, not {text!r}")
    return int(text)


COMMANDS = (
    Command(
        "open",
        LazyFunction("open.open_page"),
        "read a page, which is put in the library if it is new; without PAGE choose from the library",
        "threadreader open page.html",
        _declare_open,
    ),
    Command(
        "read",
        LazyFunction("read.read_page"),
        "print a page or a stored thread as plain lines, for pagers, pipes and speech",
        "threadreader read page.html",
        _declare_read,
    ),
    Command(
        "import",
        LazyFunction("import_.import_pages"),
        "put pages in the library",
        "threadreader import saved/*.html",
        _declare_import,
    ),
    Command(
        "watch",
        LazyFunction("watch.watch"),
        "put pages in the library as they are saved to a folder",
        "threadreader watch ~/Downloads",
        _declare_watch,
    ),
    Command(
        "desktop",
        LazyFunction("integration.change_desktop"),
        "have file managers offer to open saved pages with this program",
        "threadreader desktop --install",
        _declare_desktop,
    ),
    Command(
        "list",
        LazyFunction("library.list_threads"),
        "list the stored threads",
        "threadreader list is:unread",
        _declare_list,
    ),
    Command(
        "search",
        LazyFunction("library.search"),
        "search all that is stored",
        "threadreader search 'registry author:carol'",
        _declare_search,
    ),
    Command(
        "forget",
        LazyFunction("library.forget"),
        "take a thread out of the library",
        "threadreader forget 3",
        _declare_forget,
    ),
    Command(
        "where",
        LazyFunction("page_argument.list_folders"),
        "show where the library and the settings are",
        "threadreader where",
        _declare_json,
    ),
    Command(
        "export",
        LazyFunction("export.export_page"),
        "write a page or a stored thread as text, Markdown, HTML, mails, a book, a table or JSON",
        "threadreader export page.html --format json --output page.json",
        _declare_export,
    ),
    Command(
        "extract",
        LazyFunction("extract.extract_corpus"),
        "write the comments of many pages as tables, a row each, without the library",
        "threadreader extract crawl.warc.gz --output tables",
        _declare_extract,
    ),
    Command(
        "config",
        LazyFunction("settings.configure"),
        "print, check or edit the settings",
        "threadreader config check",
        _declare_config,
    ),
    Command(
        "keys",
        LazyFunction("settings.list_keys"),
        "list the keys, as the settings have them",
        "threadreader keys",
        _declare_json,
    ),
    Command(
        "adapters",
        LazyFunction("settings.list_adapters"),
        "list what reads pages: recipes, packages and your own recipes, with what tells a page",
        "threadreader adapters",
        _declare_json,
    ),
    Command(
        "schema",
        LazyFunction("export.print_schema"),
        "print the JSON Schema of what export writes as JSON",
        "threadreader schema",
    ),
    Command(
        "inspect",
        LazyFunction("inspect.inspect_page"),
        "say how a page was read, and what was odd about it",
        "threadreader inspect page.html",
        _declare_inspect,
    ),
    Command(
        "report",
        LazyFunction("inspect.report_page"),
        "write a page with every word replaced, to be given to others where it is read wrongly",
        "threadreader report page.html",
        _declare_report,
    ),
    Command(
        "check",
        LazyFunction("library.check"),
        "check the library, and mend it",
        "threadreader check --deep",
        _declare_check,
    ),
    Command(
        "doctor",
        LazyFunction("doctor.show_state"),
        "show versions, how pages are kept from the rest of the system, and what is wrong",
        "threadreader doctor",
        _declare_json,
    ),
    Command(
        "backup",
        LazyFunction("library.back_up"),
        "copy the library to a file",
        "threadreader backup copy.db",
        _declare_backup,
    ),
    Command(
        "restore",
        LazyFunction("library.restore"),
        "put a backup in the place of the library, which is kept under another name",
        "threadreader restore copy.db",
        _declare_restore,
    ),
    Command(
        "completion",
        LazyFunction("shell.print_completion"),
        "print the completion of commands, files and stored threads for a shell",
        "threadreader completion bash",
        _declare_completion,
    ),
    Command(
        "man",
        LazyFunction("shell.show_manual_page"),
        "show the manual page",
        "threadreader man",
    ),
    Command(
        "demo",
        LazyFunction("open.open_sample"),
        "read a sample page that comes with the program",
        "threadreader demo",
        _declare_ascii,
    ),
)
"""All commands, in the order of the help."""


# As argparse's own `error` exits.
_USAGE_ERROR = 2
# Between a file and a comment or page in it.
_IN_FILE = re.compile(r"#|!/")


def build_parser() -> argparse.ArgumentParser:
    """Make the parser of the command line from `COMMANDS`."""
    parser = _MainParser(
        prog="threadreader",
        description="Read saved pages and their comment threads in the terminal.\n"
        "Without COMMAND the library is shown; a page file in its place is opened.",
        epilog="examples:\n" + "\n".join(f"  {command.example}" for command in COMMANDS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=LazyFunction("open.open_page"), pages=[], url=None, debug=False, ascii=False)
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
        """Insert `open` before a file that stands for a command, and parse."""
        arguments = list(sys.argv[1:] if args is None else args)
        commands = tuple(command.name for command in COMMANDS)
        index = next((n for n, word in enumerate(arguments) if word == "-" or word[:1] != "-"), len(arguments))
        if arguments[index:] and arguments[index] not in commands:
            if not _is_file(arguments[index]):
                from threadreader.config import suggest

                cure = suggest(arguments[index], commands, f"the commands are {', '.join(commands)}")
                self.error(f"there is no command and no file {arguments[index]!r}; {cure}")
            arguments.insert(index, "open")
        return super().parse_known_args(arguments, namespace)


def _is_file(name: str) -> bool:
    """True for a file or folder, with or without a comment or page in it, for stdin, and for an address."""
    return name == "-" or "://" in name or os.path.exists(_IN_FILE.split(name)[0])  # noqa: PTH110 - it takes a name that is no path as well


def _declare_debug(parser: argparse.ArgumentParser) -> None:
    # A default here would undo a --debug that stands before the command.
    parser.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show where an error comes from"
    )
