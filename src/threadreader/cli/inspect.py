"""Commands on how a page is read.

`inspect` says how, as text or JSON, with the parent of each comment, the evidence for it, and hints of its text at
another parent. `report` writes the page with every word replaced, which others may see and which is read as it is.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from threadreader.cli.output import print_json, print_line, print_report, progress_line
from threadreader.cli.page_argument import file_of, open_library, thread_of
from threadreader.cli.score_table import score_table, terms_to_plain, with_scores
from threadreader.errors import PageError
from threadreader.model.text import clean, clean_line
from threadreader.model.thread import Comment, CommentId, Kind, Status, Thread

if TYPE_CHECKING:
    from datetime import datetime

    from threadreader.importer import Imported
    from threadreader.importer.choice import Candidate
    from threadreader.library.files import FileSource
    from threadreader.quotes.hints import Hint


Hints = Mapping[CommentId, "tuple[Hint, ...]"]

_REPORT_SUFFIX = "-report.html"

_HINT_TEXTS = {"name": "names #{}", "quotation": "quotes #{}"}


def draw_comments(imported: "Imported", hints: Hints) -> Iterator[str]:
    """Comments as text, one a line; numbers are positions in the thread."""
    numbers = {comment.id: number for number, comment in enumerate(imported.thread.comments, 1)}
    yield "comments"
    for comment in imported.thread.comments:
        author = comment.author.name if comment.author else comment.status.value
        parts = [f"  #{numbers[comment.id]} {clean_line(author)}"]
        if comment.parent_id is not None:
            evidence = imported.evidence.get(comment.id)
            parts.append(f"answers #{numbers[comment.parent_id]}" + (f" ({evidence})" if evidence else ""))
        parts += [_HINT_TEXTS[hint.cause].format(numbers[hint.target]) for hint in hints.get(comment.id, ())]
        yield "; ".join(parts)


def _comment_to_plain(comment: Comment, imported: "Imported", hints: Hints) -> dict[str, Any]:
    evidence = imported.evidence.get(comment.id)
    return {
        "id": comment.id,
        "parent_id": comment.parent_id,
        "evidence": evidence and evidence.value,
        "hints": [{"by": hint.cause.value, "comment_id": hint.target} for hint in hints.get(comment.id, ())],
    }


_LABEL_COLUMNS = 11  # the longest label, "saved from", and a space
_COUNT_LABELS = MappingProxyType({"authors": "with an author", "times": "with a time"})


def inspect_page(arguments: argparse.Namespace) -> int:
    """Report how a page was extracted."""
    from threadreader.library.reading import draft_recipe, find_parent_hints, inspect_page

    file, _ = file_of(arguments.page, arguments.url)
    if arguments.recipe:
        if file is None:
            raise PageError(arguments.page, "is no page file, and --recipe is for those", "name the file of the page")
        with progress_line(f"reading {file.path.name}"):
            recipe = draft_recipe(file)
        sys.stdout.write(clean(recipe))
        return 0
    if file:
        with progress_line(f"reading {file.path.name}"):
            imported = inspect_page(file, arguments.without)
    else:
        with open_library() as library:
            imported = library.inspect(thread_of(library, arguments.page)[0], arguments.without)
    hints = find_parent_hints(imported.thread) if arguments.comments else None
    if arguments.json:
        comments = (
            {}
            if hints is None
            else {"thread": [_comment_to_plain(each, imported, hints) for each in imported.thread.comments]}
        )
        print_json(to_plain(imported, file) | comments, arguments.json, "thread" if comments else None)
        return 0
    for line in draw(imported, file):
        print_line(line)
    if hints is not None:
        print_line("")
        for line in draw_comments(imported, hints):
            print_line(line)
    return 0


def draw(imported: "Imported", file: "FileSource | None" = None) -> Iterator[str]:
    """Report as text; `file` is the page's, None for a stored thread."""
    if file:
        yield _line("file", clean_line(file.name) + _file_time(file))
    yield from _draw_page(imported)
    yield ""
    yield from _draw_thread(imported)
    yield ""
    yield from _draw_candidates(imported.candidates)
    table = list(score_table(imported.candidates))
    if table:
        yield ""
        yield from table
    sections = {
        "doubts": [f"this page {doubt.message}" for doubt in imported.doubts],
        "adapters that are not of this program": [
            f"{clean_line(name)}: {clean_line(origin)}" for name, origin in imported.additional
        ],
        "notes": [f"{clean_line(note.where)}: {clean_line(note.message)}" for note in imported.parsed.notes],
    }
    for name, lines in sections.items():
        if lines:
            yield from ("", name, *(f"  {line}" for line in lines))


def _file_time(file: "FileSource") -> str:
    changed = file.changed_at()
    return (
        f", changed {changed.isoformat(sep=' ', timespec='minutes')} (times are not reckoned from that)"
        if changed
        else ""
    )


def to_plain(imported: "Imported", file: "FileSource | None" = None) -> dict[str, Any]:
    """Report as JSON data."""
    article, counts = imported.thread.article, _counts(imported.thread)
    page, save = imported.parsed.page, imported.parsed.save
    runner_up = next((each.adapter for each in imported.candidates[1:] if not each.problem), None)
    return {
        "format": "threadreader-inspect",
        "file": file and {"name": file.name, "changed_at": _iso(file.changed_at())},
        "page": {
            "title": page.title,
            "url": page.url,
            "site": page.site,
            "language": page.language,
            "container": save.container,
            "saver": imported.saver or None,
            "saved_at": _iso(save.saved_at),
            "saved_from": imported.saved_from,
            "charset": imported.charset,
            "charset_reason": imported.charset_reason,
        },
        "article": {
            "title": article.title,
            "authors": [author.name for author in article.authors],
            "published_at": article.published_at and article.published_at.iso,
            "characters": len(article.text),
        },
        "comments": {"said": page.declared_count, **counts},
        "adapter": save.adapter,
        "runner_up": runner_up,
        "adapters": [_candidate_to_plain(each) for each in imported.candidates],
        "doubts": [{"code": doubt.code.value, "message": doubt.message} for doubt in imported.doubts],
        "additional": [{"name": name, "origin": origin} for name, origin in imported.additional],
        "notes": imported.parsed.notes,
    }


def _iso(time: "datetime | None") -> str | None:
    return time.isoformat(timespec="seconds") if time else None


def _candidate_to_plain(candidate: "Candidate") -> dict[str, Any]:
    return {
        "name": candidate.adapter,
        "certainty": candidate.certainty,
        "tells": candidate.tells,
        "comments": candidate.comments,
        "authors": candidate.authors,
        "times": candidate.times,
        "replies": candidate.replies,
        "groups": candidate.groups,
        "score": round(candidate.score, 2),
        "terms": terms_to_plain(candidate),
        "reasons": candidate.reasons,
        "evidence": dict(candidate.evidence),
        "problem": candidate.problem,
    }


def _draw_page(imported: "Imported") -> Iterator[str]:
    page, save = imported.parsed.page, imported.parsed.save
    saved = f", saved {save.saved_at.isoformat(sep=' ', timespec='minutes')}" if save.saved_at else ""
    saver = f" by {imported.saver}" if imported.saver else ""
    yield _line("container", save.container + saver + saved)
    yield _line("charset", f"{imported.charset}: {imported.charset_reason}")
    yield _line("address", page.url or "not given")
    if imported.saved_from and imported.saved_from != page.url:
        yield _line("saved from", imported.saved_from)
    yield _line("site", page.site or "not given")
    yield _line("language", page.language or "not given")


def _draw_thread(imported: "Imported") -> Iterator[str]:
    article, counts = imported.thread.article, _counts(imported.thread)
    yield _line("article", article.title)
    by = ", ".join(author.name for author in article.authors) or "nobody named"
    when = article.published_at.iso if article.published_at else None
    yield _line("", f"{by}; {when or 'no time'}; {len(article.text):,} characters")
    count = imported.parsed.page.declared_count
    declared = "none said" if count is None else f"{count:,} said"
    yield _line("comments", f"{counts['found']:,} found, {declared} by the page")
    parts = [
        f"{count:,} {_COUNT_LABELS.get(name, name)}" for name, count in counts.items() if name != "found" and count
    ]
    if parts:
        yield _line("", ", ".join(parts))


def _draw_candidates(candidates: Sequence["Candidate"]) -> Iterator[str]:
    """Table of the candidates, of several that cannot be told apart only one; grounds are those of the shown scores."""
    header = ("adapter", "certain", "comments", "authors", "times", "replies", "score")
    distinct = list({(_cells(each), each.groups, each.problem): each for each in reversed(candidates)}.values())[::-1]
    rows = [header, *map(_cells, distinct)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    compared = with_scores(candidates) or candidates
    for row, candidate in zip(rows, (None, *distinct), strict=True):
        figures = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        chosen = "  chosen" if candidate is candidates[0] else ""
        yield "  ".join([row[0].ljust(widths[0]), *figures]) + chosen
        if candidate:
            yield from _grounds(candidate, in_full=candidate in compared)


def _grounds(candidate: "Candidate", *, in_full: bool) -> Iterator[str]:
    if candidate.problem:
        yield f"  failed: {clean_line(candidate.problem)}"
    elif candidate.tells:
        yield f"  by {', '.join(candidate.tells)}"
    elif candidate.terms and not candidate.comments:
        yield "  no thread"
    yield from (f"  {clean_line(ground)}" for ground in (candidate.reasons if in_full else candidate.groups))
    if candidate.evidence:
        yield f"  replies: {', '.join(f'{count:,} {name}' for name, count in candidate.evidence)}"


def _cells(candidate: "Candidate") -> tuple[str, ...]:
    figures = (candidate.certainty, candidate.comments, candidate.authors, candidate.times, candidate.replies)
    return (candidate.adapter, *(f"{figure:,}" for figure in figures), f"{candidate.score:,.1f}")


def _counts(thread: Thread) -> dict[str, int]:
    """Number of comments by property; missing ones count only as such."""
    present = [comment for comment in thread.comments if comment.status is not Status.MISSING]
    return {
        "found": len(present),
        "authors": sum(comment.author is not None for comment in present),
        "times": sum(comment.posted_at is not None and comment.posted_at.at is not None for comment in present),
        "replies": sum(comment.parent_id is not None for comment in present),
        "pingbacks": sum(comment.kind is Kind.PINGBACK for comment in present),
        "trackbacks": sum(comment.kind is Kind.TRACKBACK for comment in present),
        "removed": sum(comment.status is Status.REMOVED for comment in present),
        "missing": len(thread.comments) - len(present),
    }


def _line(label: str, text: str) -> str:
    return f"{label:{_LABEL_COLUMNS}}{text}"


def report_page(arguments: argparse.Namespace) -> int:
    """Write the mask of a page to a file or to stdout; a comment in PAGE is ignored."""
    from threadreader.library.files import export_target, write_export
    from threadreader.library.reading import mask_page

    file, _ = file_of(arguments.page, arguments.url)
    if file is None:
        raise PageError(arguments.page, "is no page file", "name the file that the page was saved to")
    is_printed = arguments.output == "-"
    stem = "page" if arguments.page == "-" else Path(file.name).name.partition(".")[0] or "page"
    target = None if is_printed else export_target(arguments.output or f"{stem}{_REPORT_SUFFIX}")
    with progress_line(f"reading {file.path.name}"):
        html, page, differences = mask_page(file)
    if target is None:
        sys.stdout.write(html)
    else:
        write_export(html, target, overwrite=arguments.force)
        found = _describe_masked(page)
        print_report(arguments, f"{clean_line(str(target))}: {found}; its words are masked, no script or image is left")
    if differences:
        sys.stderr.write(f"threadreader: the page is read otherwise in its mask: {', '.join(differences)}\n")
    return 0


def _describe_masked(page: "Imported") -> str:
    comments = page.thread.comments
    counts = (
        ("comments", len(comments)),
        ("names", sum(comment.author is not None for comment in comments)),
        ("times", sum(comment.posted_at is not None for comment in comments)),
        ("replies", sum(comment.parent_id is not None for comment in comments)),
    )
    return ", ".join(f"{count:,} {name}" for name, count in counts) + f", read by {page.parsed.save.adapter}"
