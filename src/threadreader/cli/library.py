"""Commands on the library: list, search, forget, check, backup and restore, dump and load."""

import argparse
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadreader.cli.output import list_names, print_error, print_json, print_line, print_report, thread_table
from threadreader.cli.page_argument import files_of, open_library, resolve_paths, thread_of
from threadreader.errors import StoreError
from threadreader.model.query import ALL, Order, Wanted, parse_query
from threadreader.model.text import clean_line, counted

if TYPE_CHECKING:
    from threadreader.library.library import Library
    from threadreader.model.page import Entry
    from threadreader.model.stored_thread import Hit


def list_threads(arguments: argparse.Namespace) -> int:
    """List the stored threads, or those that match a query; exit code 1 without any of these."""
    words = [*arguments.words, *(f'tag:"{tag}"' for tag in arguments.tag)]
    order = Order[arguments.sort.upper()] if arguments.sort else None
    with open_library() as library:
        query = parse_query(" ".join(words)) if words else ALL
        numbers = library.entries.numbers(order, Wanted(query, with_done=True), arguments.limit)
        entries = _each(library, numbers)
        if arguments.json:
            print_json({"threads": map(entry_to_plain, entries)}, arguments.json, "threads")
        elif numbers:
            for line in thread_table(entries, shutil.get_terminal_size().columns if sys.stdout.isatty() else None):
                print_line(line)
        elif not library.count_threads():
            print_line("The library is empty. Add a page: threadreader import PAGE")
            return 0
        else:
            sys.stderr.write(_NO_MATCHES)
    return 1 if words and not numbers else 0


_NO_MATCHES = "No matches\n"
_AT_ONCE = 500  # entries: a list begins at once, and takes as much memory at any length


def _each(library: "Library", numbers: "Sequence[int]") -> "Iterator[Entry]":
    """The entries of threads, some at a time."""
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        loaded = library.entries.load(some)
        yield from (loaded[number] for number in some if number in loaded)


def search(arguments: argparse.Namespace) -> int:
    """Search the library; exit code 1 without hits."""
    query = " ".join(arguments.words)
    with open_library() as library:
        hits, more = library.search(query, arguments.limit)
    if arguments.json:
        print_json({"query": query, "more": more, "hits": list(map(hit_to_plain, hits))}, arguments.json, "hits")
    elif not hits:
        sys.stderr.write(_NO_MATCHES)
    else:
        for line in draw_hits(hits, more=more):
            print_line(line)
    return 0 if hits else 1


def forget(arguments: argparse.Namespace) -> int:
    """Remove a thread from the library."""
    with open_library() as library:
        number, _ = thread_of(library, arguments.thread)
        title = library.find(str(number)).page.title
        library.forget(number)
    print_report(arguments, f"deleted: {number} {clean_line(title or 'Untitled page')}")
    return 0


def draw_hits(hits: "Sequence[Hit]", *, more: bool) -> Iterator[str]:
    """Hits as text, grouped by thread."""
    for (number, title), group in groupby(hits, key=lambda hit: (hit.number, hit.title)):
        yield f"{number}  {clean_line(title or 'Untitled page')}"
        for hit in group:
            location = "article" if hit.comment is None else f"#{hit.position + 1} {hit.author or 'unknown author'}"
            note = f"{clean_line(hit.note)} · " if hit.note else ""
            yield f"    {clean_line(location)}: {note}{clean_line(hit.excerpt()[0])}"
    threads = len({hit.number for hit in hits})
    yield f"{counted(len(hits), 'result')}{' and more' if more else ''} in {counted(threads, 'thread')}"


def entry_to_plain(entry: "Entry") -> dict[str, Any]:
    """A stored thread as JSON data."""
    page = entry.page
    return {
        "number": entry.number,
        "id": page.id,
        "title": page.title,
        "url": page.url,
        "site": page.site,
        "language": page.language,
        "comments": entry.comments,
        "people": entry.people,
        "unread": entry.unread,
        "new": entry.new,
        "starred": entry.starred,
        "noted": len(entry.notes),
        "read_at": entry.read_at,
        "read_to": entry.progress_label or None,
        "digest": entry.summary,
        "most_quoted": entry.quoted,
        "imported_at": entry.imported_at,
        "saves": page.saves,
    }


def hit_to_plain(hit: "Hit") -> dict[str, Any]:
    """A hit as JSON data; `passages` are offsets into `text`, in code points."""
    return {
        "number": hit.number,
        "title": hit.title,
        "comment_id": hit.comment,
        "author": hit.author or None,
        "posted_at": hit.written.iso if hit.written else None,
        "text": hit.text,
        "passages": hit.passages,
        **({"note": hit.note} if hit.note else {}),
    }


def check(arguments: argparse.Namespace) -> int:
    """Check that everything stored can be read, and repair it; exit code 1 if something cannot be repaired."""
    from threadreader.library.maintenance import check_library, journal_mode

    paths = resolve_paths()
    findings = []
    for finding in check_library(paths, datetime.now(UTC), deep=arguments.deep):
        findings.append(finding)
        if not arguments.json:
            print_line(f"{clean_line(finding.message)}{'' if finding.mended else ' (not repaired)'}")
    unresolved = sum(not finding.mended for finding in findings)
    with open_library() as library:
        count, journal = library.count_threads(), journal_mode(library)
    if arguments.json:
        library_state = {"file": paths.library, "threads": count, "journal": journal}
        print_json({"library": library_state, "findings": findings}, arguments.json, "findings")
        return 1 if unresolved else 0
    threads = counted(count, "thread")
    state = f"{counted(unresolved, 'problem')} remaining" if unresolved else "no problems"
    print_report(arguments, f"{clean_line(str(paths.library))}: {threads}, {state}")
    return 1 if unresolved else 0


def back_up(arguments: argparse.Namespace) -> int:
    """Copy the library to a file."""
    from threadreader.library import maintenance

    target = Path(arguments.file)
    with open_library() as library:
        maintenance.back_up(library, target, overwrite=arguments.force)
        count = library.count_threads()
    size = target.stat().st_size / 1e6
    print_report(arguments, f"{clean_line(str(target))}: {counted(count, 'thread')}, {size:,.1f} MB")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Replace the library by a backup; the old one is kept under another name. Without a backup, list them."""
    from threadreader.library import maintenance

    if arguments.file is None:
        for command, file in maintenance.each_backup(resolve_paths()):
            print_line(f"threadreader {command} {shlex.quote(clean_line(str(file)))}")
        return 0
    old, count = maintenance.restore(resolve_paths(), Path(arguments.file), datetime.now(UTC))
    suffix = f"; the old library is kept as {clean_line(str(old))}" if old else ""
    print_report(arguments, f"restored: {counted(count, 'thread')}{suffix}")
    return 0


def dump(arguments: argparse.Namespace) -> int:
    """Write the reading data of all threads to a text file, or to stdout."""
    from threadreader.library import read_state
    from threadreader.library.files import export_target, write_export

    with open_library() as library:
        text = read_state.dump(library)
    if arguments.file == "-":
        sys.stdout.write(text)
        return 0
    target = export_target(arguments.file)
    write_export(text, target, overwrite=arguments.force)
    print_report(arguments, f"{clean_line(str(target))}: {counted(text.count(chr(10)) - 1, 'entry')}")
    return 0


def load(arguments: argparse.Namespace) -> int:
    """Join what a dump of another library holds with what was done in this one; exit code 1 if some was not loaded."""
    from threadreader.library import read_state

    (file,) = files_of([arguments.file], None)
    with open_library() as library:
        loaded = read_state.load(library, file)
    if loaded.skipped:
        skipped = f"{counted(loaded.skipped, 'entry')} from a newer version of threadreader skipped"
        print_error(StoreError(file.name, skipped, "update threadreader and load it again"), debug=arguments.debug)
    waiting = ""
    if loaded.absent:
        named = f"{counted(len(loaded.absent), 'thread')}, {list_names(loaded.absent)}"
        waiting = f"; kept until you import their pages: {named}"
    print_report(arguments, f"{clean_line(file.name)}: {counted(loaded.new, 'new entry')}{waiting}")
    return 1 if loaded.skipped else 0
