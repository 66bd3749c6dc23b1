"""Table of commands and options, and the argument parser made from it."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NoReturn

from msgspec import Struct

from threadreader import __version__
from threadreader.cli.commands.arguments import (
    declare_ascii,
    declare_backup,
    declare_check,
    declare_completion,
    declare_config,
    declare_debug,
    declare_desktop,
    declare_dump,
    declare_export,
    declare_extract,
    declare_forget,
    declare_import,
    declare_inspect,
    declare_json,
    declare_list,
    declare_load,
    declare_open,
    declare_read,
    declare_report,
    declare_restore,
    declare_search,
    declare_stats,
    declare_watch,
)
from threadreader.model.text import clean_line


class LazyFunction(Struct, frozen=True):
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


class Command(Struct, frozen=True):
    """A command: its function, a summary of one line, an example, and the function that declares its arguments."""

    name: str
    run: LazyFunction
    summary: str
    example: str
    declare: Callable[[argparse.ArgumentParser], None] | None = None


COMMANDS = (
    Command(
        "open",
        LazyFunction("open.open_page"),
        "read a page, which is put in the library if it is new; without PAGE choose from the library",
        "threadreader open page.html",
        declare_open,
    ),
    Command(
        "read",
        LazyFunction("read.read_page"),
        "print a page or a stored thread as plain lines, for pagers, pipes and speech",
        "threadreader read page.html",
        declare_read,
    ),
    Command(
        "import",
        LazyFunction("import_.import_pages"),
        "put pages in the library",
        "threadreader import saved/*.html",
        declare_import,
    ),
    Command(
        "watch",
        LazyFunction("watch.watch"),
        "put pages in the library as they are saved to a folder",
        "threadreader watch ~/Downloads",
        declare_watch,
    ),
    Command(
        "desktop",
        LazyFunction("integration.change_desktop"),
        "have file managers offer to open saved pages with this program",
        "threadreader desktop --install",
        declare_desktop,
    ),
    Command(
        "list",
        LazyFunction("library.list_threads"),
        "list the stored threads",
        "threadreader list is:unread",
        declare_list,
    ),
    Command(
        "search",
        LazyFunction("library.search"),
        "search all that is stored",
        "threadreader search 'registry author:carol'",
        declare_search,
    ),
    Command(
        "forget",
        LazyFunction("library.forget"),
        "take a thread out of the library",
        "threadreader forget 3",
        declare_forget,
    ),
    Command(
        "where",
        LazyFunction("page_argument.list_folders"),
        "show where the library and the settings are",
        "threadreader where",
        declare_json,
    ),
    Command(
        "export",
        LazyFunction("export.export_page"),
        "write a page or a stored thread as text, Markdown, HTML, mails, a book, a table or JSON",
        "threadreader export page.html --format json --output page.json",
        declare_export,
    ),
    Command(
        "extract",
        LazyFunction("extract.extract_corpus"),
        "write the comments of many pages as tables, a row each, without the library",
        "threadreader extract crawl.warc.gz --output tables",
        declare_extract,
    ),
    Command(
        "config",
        LazyFunction("settings.configure"),
        "print, check or edit the settings",
        "threadreader config check",
        declare_config,
    ),
    Command(
        "keys",
        LazyFunction("settings.list_keys"),
        "list the keys, as the settings have them",
        "threadreader keys",
        declare_json,
    ),
    Command(
        "adapters",
        LazyFunction("settings.list_adapters"),
        "list what reads pages: recipes, packages and your own recipes, with what tells a page",
        "threadreader adapters",
        declare_json,
    ),
    Command(
        "schema",
        LazyFunction("export.print_schema"),
        "print the JSON Schema of what export writes as JSON",
        "threadreader schema",
    ),
    Command(
        "stats",
        LazyFunction("stats.print_statistics"),
        "count what a discussion holds: when, who with whom, what is quoted, open questions, links",
        "threadreader stats page.html",
        declare_stats,
    ),
    Command(
        "inspect",
        LazyFunction("inspect.inspect_page"),
        "say how a page was read, and what was odd about it",
        "threadreader inspect page.html",
        declare_inspect,
    ),
    Command(
        "report",
        LazyFunction("inspect.report_page"),
        "write a page with every word replaced, to be given to others where it is read wrongly",
        "threadreader report page.html",
        declare_report,
    ),
    Command(
        "check",
        LazyFunction("library.check"),
        "check the library, and mend it",
        "threadreader check --deep",
        declare_check,
    ),
    Command(
        "doctor",
        LazyFunction("doctor.show_state"),
        "show versions, how pages are kept from the rest of the system, and what is wrong",
        "threadreader doctor",
        declare_json,
    ),
    Command(
        "backup",
        LazyFunction("library.back_up"),
        "copy the library to a file",
        "threadreader backup copy.db",
        declare_backup,
    ),
    Command(
        "restore",
        LazyFunction("library.restore"),
        "put a backup in the place of the library, which is kept under another name",
        "threadreader restore copy.db",
        declare_restore,
    ),
    Command(
        "dump",
        LazyFunction("library.dump"),
        "write what you did in all threads to a text file, a fact a line, for git and for other machines",
        "threadreader dump marks.jsonl",
        declare_dump,
    ),
    Command(
        "load",
        LazyFunction("library.load"),
        "join what a dump of another library holds with what you did in this one",
        "threadreader load marks.jsonl",
        declare_load,
    ),
    Command(
        "completion",
        LazyFunction("shell.print_completion"),
        "print the completion of commands, files and stored threads for a shell",
        "threadreader completion bash",
        declare_completion,
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
        declare_ascii,
    ),
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
    parser.set_defaults(run=LazyFunction("open.open_page"), pages=[], url=None, debug=False, ascii=False)
    parser.add_argument("--version", action="version", version=f"threadreader {__version__}")
    declare_debug(parser)
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
        declare_debug(subparser)
        # A file in place of a command is opened.
        if command.declare and (words is None or command.name in {"open", *words}):
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

    def _check_help(self, action: argparse.Action) -> None:
        """Write no help to check it, as Python 3.14 does: that would import all names that each option takes."""

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
