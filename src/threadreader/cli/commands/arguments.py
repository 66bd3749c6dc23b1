"""Arguments of the commands: `declare_NAME` declares those of a command or of an option that several have."""

import argparse
from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct


class _LazyChoices(Struct, frozen=True):
    """Names that an option takes, imported only when argparse needs them."""

    names: Callable[[], Iterator[str]]
    is_one: Callable[[str], bool]

    def __iter__(self) -> Iterator[str]:
        return self.names()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.is_one(name)


def _formats() -> Iterator[str]:
    from threadreader.export import exporters

    return iter(sorted(exporters()))


def _is_format(name: str) -> bool:
    from threadreader.export import find_exporter

    return name.isidentifier() and find_exporter(name) is not None


def _orders() -> Iterator[str]:
    from threadreader.model.entry_query import Order

    return (order.name.lower() for order in Order)


def _is_order(name: str) -> bool:
    return name in _orders()


def declare_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pages",
        type=_page,
        nargs="*",
        metavar="PAGE",
        help="a page file, with #COMMENT behind it to begin at that comment; page files of one thread, or a folder; or "
        "the number of a stored thread, or words that stand in no other title",
    )
    _declare_url(parser)
    declare_ascii(parser)


def declare_read(parser: argparse.ArgumentParser) -> None:
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


def declare_stats(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pages",
        type=_page,
        nargs="+",
        metavar="PAGE",
        help="page files of one thread, or the number or title of a stored thread",
    )
    declare_json(parser)
    parser.add_argument("--picture", metavar="FILE", help="draw them into an SVG file")
    parser.add_argument("--force", action="store_true", help="overwrite FILE")
    _declare_url(parser)


def declare_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=("print", "check", "schema", "edit", "path"),
        metavar="ACTION",
        help="print: all settings as a file; check: what is wrong in yours; schema: a JSON Schema for editors; "
        "edit: in $EDITOR; path: where the file is",
    )


def declare_completion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "wanted",
        choices=("bash", "zsh", "fish", "threads", "adapters"),
        metavar="SHELL",
        help="bash, zsh or fish; for these, threads and adapters are listed too",
    )


def declare_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pages", type=_page, nargs="+", metavar="PAGE", help="a page file, or a folder with some")
    parser.add_argument("--jobs", type=_count, metavar="N", help="read N pages at once; else one for each processor")
    parser.add_argument("--strict", action="store_true", help="fail for files of a folder that are no pages")
    _declare_quiet(parser)
    declare_json(parser)
    _declare_url(parser)


def declare_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pages",
        type=_page,
        nargs="*",
        metavar="PAGE",
        help="page files of one thread, or a folder with them; or the number or title of a stored thread; of any "
        "number of threads, or all that are stored, for csv, jsonl, parquet and convokit",
    )
    parser.add_argument("--all", metavar="FOLDER", help="write each stored thread to a file in FOLDER")
    _declare_tag(parser)
    parser.add_argument("--jsonl", action="store_true", help="several threads, each as JSON on a line of its own")
    parser.add_argument(
        "--format",
        choices=_LazyChoices(_formats, _is_format),
        default="text",
        metavar="FORMAT",
        help="format, %(default)s if none is named: %(choices)s",
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


def declare_extract(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pages", type=_page, nargs="+", metavar="SOURCE", help="page files, web archives, and folders of these"
    )
    parser.add_argument("-o", "--output", metavar="FOLDER", required=True, help="the folder of the tables")
    parser.add_argument(
        "--format",
        choices=("jsonl", "parquet"),
        default="jsonl",
        metavar="FORMAT",
        help="format, %(default)s if none is named: %(choices)s",
    )
    parser.add_argument("--jobs", type=_count, metavar="N", help="N processes; else one for each processor")
    parser.add_argument(
        "--scheduler", type=_address, metavar="ADDRESS", help="that of a Dask cluster, whose workers do the work"
    )
    parser.add_argument(
        "--index",
        metavar="FILE",
        help="only the records that lines with filename, offset and length list, of archives in SOURCE",
    )
    parser.add_argument(
        "--shard", type=_count, default=16, metavar="MB", help="the input of a shard, packed; else %(default)s"
    )
    _declare_quiet(parser)
    declare_json(parser)


def declare_inspect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "page", type=_page, metavar="PAGE", help="a page file, or the number or title of a stored thread"
    )
    _declare_url(parser)
    declare_json(parser)
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


def declare_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("page", type=_page, metavar="PAGE", help="a page file")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write that new file; - is stdout, else it is named after the page"
    )
    parser.add_argument("--force", action="store_true", help="overwrite FILE")
    _declare_url(parser)
    _declare_quiet(parser)


def declare_json(parser: argparse.ArgumentParser) -> None:
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_const", const="json", help="for programs")
    forms.add_argument("--jsonl", action="store_const", const="jsonl", dest="json", help="the same, a record a line")


def _declare_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", "-q", action="store_true", help="say nothing but what went wrong")


def declare_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="QUERY",
        help="only those that match: words of titles, sites and authors, -word, OR, and the fields of search",
    )
    parser.add_argument(
        "--sort",
        choices=_LazyChoices(_orders, _is_order),
        metavar="ORDER",
        help="order, by number if none is named: %(choices)s",
    )
    _declare_tag(parser)
    parser.add_argument("--limit", type=_count, metavar="N", help="as many threads; else all")
    declare_json(parser)


def declare_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="+",
        metavar="QUERY",
        help='words, "phrases", begin* for what begins so, -word, OR, and fields: author: thread: site: tag: date: '
        "before: after: is:unread is:starred is:noted is:op note: quoted:>2",
    )
    parser.add_argument("--limit", type=_count, default=50, metavar="N", help="as many hits; else %(default)s")
    declare_json(parser)


def declare_forget(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("thread", metavar="THREAD", help="the number of a stored thread, or words of its title")
    _declare_quiet(parser)


def declare_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deep", action="store_true", help="compare all stored bytes with their checksums too")
    declare_json(parser)
    _declare_quiet(parser)


def declare_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a new file")
    parser.add_argument("--force", action="store_true", help="overwrite FILE")
    _declare_quiet(parser)


def declare_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="a backup; without it, those that there are")
    _declare_quiet(parser)


def declare_dump(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a new file; - is stdout")
    parser.add_argument("--force", action="store_true", help="overwrite FILE")
    _declare_quiet(parser)


def declare_load(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a dump; - is stdin")
    _declare_quiet(parser)


def declare_watch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folders", nargs="*", metavar="FOLDER", help="a folder; else the one that browsers save to")
    parser.add_argument("--install", action="store_true", help="watch in the background, from each login on")
    parser.add_argument("--uninstall", action="store_true", help="watch in the background no more")
    _declare_quiet(parser)


def declare_desktop(parser: argparse.ArgumentParser) -> None:
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--install", action="store_true", help="write the entries, for this user")
    choice.add_argument("--uninstall", action="store_true", help="take them away")
    _declare_quiet(parser)


def _declare_tag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tag", action="append", default=[], metavar="TAG", help="only stored threads with that tag")


def _declare_url(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", metavar="ADDRESS", help="of several pages in a file, the one at that address")


def declare_ascii(parser: argparse.ArgumentParser) -> None:
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


def declare_debug(parser: argparse.ArgumentParser) -> None:
    # A default here would undo a --debug that stands before the command.
    parser.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show where an error comes from"
    )
