"""Command `export`: write a thread of page files or of the library in another format."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import takewhile
from pathlib import Path

from threadreader.cli.import_ import show_progress
from threadreader.cli.output import print_error, print_report, progress_line
from threadreader.cli.page_argument import comment_in, file_of, open_library, thread_of
from threadreader.errors import ExportError, ThreadreaderError
from threadreader.export import FORMATS
from threadreader.export.json import export_line, json_schema
from threadreader.library import exporting
from threadreader.library.files import export_folder, export_target, write_export
from threadreader.library.importing import ImportProgress
from threadreader.library.library import Library
from threadreader.model.page import Entry, clean_tag
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_line, counted

_THREAD, _BRANCH = "thread", "branch"


def export_page(arguments: argparse.Namespace) -> int:
    """Write a thread, or a part of it, to a file or to stdout, or all of the library."""
    if arguments.tag and arguments.pages:
        raise ExportError("export", "name a page or use --tag, not both")
    if arguments.jsonl:
        return _export_lines(arguments)
    if arguments.all:
        return _export_all(arguments)
    if len(arguments.pages) != 1 and FORMATS[arguments.format].together:
        return _export_together(arguments)
    if not arguments.pages:
        raise ExportError("export", "no page named", "name one, or export the whole library to a folder with --all")
    target = _target(arguments)
    exported, part = _load(arguments)
    if target:
        width, force = arguments.width, arguments.force
        exporting.write_file(exported, arguments.format, target, part, width=width, overwrite=force)
    else:
        _write(exporting.render_file(exported, arguments.format, arguments.width, part), target, arguments)
    _print_lacking(arguments, exporting.lacking_in(exported))
    return 0


def _target(arguments: argparse.Namespace) -> Path | None:
    return None if arguments.output in {None, "-"} else export_target(arguments.output)


def _write(export: str | bytes, target: Path | None, arguments: argparse.Namespace) -> None:
    if target:
        write_export(export, target, overwrite=arguments.force)
    elif isinstance(export, bytes):
        if sys.stdout.isatty():
            raise ExportError(arguments.format, "is a binary format", "use --output FILE")
        sys.stdout.buffer.write(export)
    else:
        sys.stdout.write(clean(export) if sys.stdout.isatty() else export)


def _export_together(arguments: argparse.Namespace) -> int:
    """Write threads, all that are stored where none is named, to one file; one that fails does not stop the others."""
    if arguments.part != _THREAD:
        raise ExportError(arguments.part, "works for one thread only", "name one page")
    target = _target(arguments)
    failed: list[ThreadreaderError] = []
    pages = list(_exported(arguments, failed))
    if not pages:
        raise ExportError("export", "there are no threads to export", "name a page, or import one first")
    _write(exporting.render_together(pages, arguments.format), target, arguments)
    return 1 if failed else 0


def print_schema(_: argparse.Namespace) -> int:
    """Print the JSON Schema of the format `json`."""
    sys.stdout.write(f"{json.dumps(json_schema(), indent=1)}\n")
    return 0


def _export_all(arguments: argparse.Namespace) -> int:
    """Write each thread of the library to a file of a folder; one that fails does not stop the others."""
    if arguments.pages:
        raise ExportError("export", "name a page or use --all, not both")
    if arguments.output or arguments.without or arguments.url or arguments.part != _THREAD:
        raise ExportError(
            "--all", "works with --format, --width, --tag and --force only", "leave out the other options"
        )
    folder, form, failed, lacked = export_folder(arguments.all), FORMATS[arguments.format], [], []
    with open_library() as library, show_progress(hidden=arguments.quiet) as watch:
        entries = _entries(library, arguments.tag)
        names = exporting.export_names(entries, form.suffix)
        for done, (entry, name) in enumerate(zip(entries, names, strict=True)):
            watch(ImportProgress(name, done=done, files=len(names)))
            try:
                exported = library.exported(entry.number, pictures=form.pictures)
                width, force = arguments.width, arguments.force
                exporting.write_file(exported, arguments.format, folder / name, width=width, overwrite=force)
            except ThreadreaderError as problem:
                failed.append(problem)
            else:
                lacked.append((name, exporting.lacking_in(exported)))
    for failure in failed:
        print_error(failure, debug=arguments.debug)
    for name, message in lacked:
        _print_lacking(arguments, message, f"{name}: ")
    written = len(names) - len(failed)
    print_report(arguments, f"{clean_line(str(folder))}: {counted(written, 'thread')}")
    return 1 if failed else 0


def _export_lines(arguments: argparse.Namespace) -> int:
    """Write threads as JSON, a line each; one that fails does not stop the others."""
    if arguments.all or arguments.format not in {"text", "json"} or arguments.part != _THREAD:
        raise ExportError("--jsonl", "writes whole threads as JSON only", "leave out --all, --format and --part")
    target = _target(arguments)
    failed: list[ThreadreaderError] = []
    lines = map(export_line, _exported(arguments, failed))
    if target:
        write_export("".join(lines), target, overwrite=arguments.force)
    else:
        sys.stdout.writelines(lines)
    return 1 if failed else 0


def _exported(arguments: argparse.Namespace, failed: list[ThreadreaderError]) -> Iterator[ParsedPage]:
    """Each thread that is named, with a word on what it lacks; those that failed are added to a list."""
    for read in _threads(arguments):
        try:
            exported = read()
        except ThreadreaderError as problem:
            failed.append(problem)
            print_error(problem, debug=arguments.debug)
            continue
        yield exported
        _print_lacking(arguments, exporting.lacking_in(exported), f"{exported.page.title}: ")


def _threads(arguments: argparse.Namespace) -> Iterator[Callable[[], ParsedPage]]:
    """Loaders of the threads that are named, of page files or stored; without a name of all that are stored."""
    named = [(page, file_of(page, arguments.url)[0]) for page in arguments.pages]
    files = [file for _, file in named if file]
    if files:
        yield from (partial(exporting.join_saves, saves) for saves in exporting.load_threads(files, arguments.without))
    stored = [page for page, file in named if not file]
    if stored or not named:
        with open_library() as library:
            pages = stored or [str(entry.number) for entry in _entries(library, arguments.tag)]
            yield from (lambda page=page: library.exported(thread_of(library, page)[0]) for page in pages)


def _entries(library: Library, tags: list[str]) -> list[Entry]:
    """All stored threads, or those with some tags. Raises ExportError if none has them."""
    wanted = set(map(clean_tag, tags))
    found = [entry for entry in library.threads() if wanted.issubset(entry.tags)]
    if wanted and not found:
        raise ExportError(" ".join(tags), "no thread has this tag", "see threadreader list")
    return found


def _print_lacking(arguments: argparse.Namespace, message: str, prefix: str = "") -> None:
    if message and not arguments.quiet:
        sys.stderr.write(f"threadreader: {clean_line(prefix + message)}\n")


def _load(arguments: argparse.Namespace) -> tuple[ParsedPage, exporting.Selection]:
    pictures = FORMATS[arguments.format].pictures
    named = [file_of(page, arguments.url) for page in arguments.pages]
    files, fragment = [file for file, _ in named], named[-1][1]
    if all(files):
        with progress_line(f"reading {arguments.pages[0]}"):
            exported = exporting.load_for_export(list(filter(None, files)), arguments.without, pictures=pictures)
        if arguments.part not in (_THREAD, _BRANCH):
            raise ExportError(arguments.part, "needs a stored thread", "import the page and use its number")
        return exported, _branch(exported, fragment) if arguments.part == _BRANCH else exporting.Selection()
    page = arguments.pages[files.index(None)]
    if len(files) > 1:
        raise ExportError(page, "is not a page file, and only files can be combined", "export it by itself")
    if arguments.without:
        raise ExportError(page, "--without needs a page file", "name the file of the page")
    if arguments.url:
        raise ExportError(page, "--url needs a page file", "name the file that contains the page")
    with open_library() as library:
        number, fragment = thread_of(library, page)
        exported = library.exported(number, pictures=pictures)
        if arguments.part == _THREAD:
            return exported, exporting.Selection()
        if arguments.part == _BRANCH:
            return exported, _branch(exported, fragment)
        progress = library.load_progress(number)
        ids = set(exported.thread.position)
        chosen = ids & progress.starred if arguments.part == "starred" else ids - progress.seen
        return exported, exporting.Selection(chosen, marks={each: [arguments.part] for each in chosen})


def _branch(exported: ParsedPage, fragment: str) -> exporting.Selection:
    """The comment that a fragment names, and all below it."""
    comment = comment_in(exported.thread.position, fragment)
    if comment is None:
        cure = "add it to the page, as in page.html#comment-12"
        raise ExportError("branch", "needs a comment to begin at", cure)
    if comment not in exported.thread.position:
        raise ExportError(fragment, "no such comment on the page", "threadreader inspect --comments lists them")
    thread, start = exported.thread, exported.thread.position[comment]
    depths = thread.depths
    below = takewhile(lambda index: depths[index] > depths[start], range(start + 1, len(depths)))
    return exporting.Selection([thread.comments[index].id for index in (start, *below)], context=False)
