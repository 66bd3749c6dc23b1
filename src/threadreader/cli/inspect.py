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
from threadreader.errors import PageError
from threadreader.library import reading
from threadreader.library.files import FileSource, export_target, write_export
from threadreader.model.text import clean, clean_line, counted
from threadreader.model.thread import Comment, CommentId, Kind, Status, Thread
from threadreader.render.width import fit

if TYPE_CHECKING:
    from datetime import datetime

    from threadreader.importer import Imported
    from threadreader.importer.choice import Candidate
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
            parts.append(f"replies to #{numbers[comment.parent_id]}" + (f" ({evidence})" if evidence else ""))
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


# Characters of the wordings, and of the columns of figures: what 60 columns have room for.
_WORDING_CHARS, _FIGURE_CHARS = 40, 7
# Cells of what the groups of a reading are called; some pages have a dozen classes to a tag.
_MAX_GROUP_CELLS = 60
_NO_THREAD = "no comments"
_FIGURES = ("comments", "authors", "times", "replies")
_COMPARED = ("chosen", "second")

_LABEL_COLUMNS = 11  # the longest label, "saved from", and a space
_COUNT_LABELS = MappingProxyType({"authors": "with an author", "times": "with a time", "replies": "nested"})


def inspect_page(arguments: argparse.Namespace) -> int:
    """Report how a page was extracted."""
    file, _ = file_of(arguments.page, arguments.url)
    if arguments.recipe:
        if file is None:
            raise PageError(arguments.page, "--recipe needs a page file", "name the file of the page")
        with progress_line(f"reading {file.path.name}"):
            recipe = reading.draft_recipe(file)
        sys.stdout.write(clean(recipe))
        return 0
    if file:
        with progress_line(f"reading {file.path.name}"):
            imported = reading.inspect_page(file, arguments.without)
    else:
        with open_library() as library:
            imported = library.inspect(thread_of(library, arguments.page)[0], arguments.without)
    hints = reading.find_parent_hints(imported.thread) if arguments.comments else {}
    if arguments.json:
        plain, records = to_plain(imported, file), None
        if arguments.comments:
            records = "thread"
            plain[records] = [_comment_to_plain(each, imported, hints) for each in imported.thread.comments]
        print_json(plain, arguments.json, records)
        return 0
    for line in draw(imported, file):
        print_line(line)
    if arguments.comments:
        print_line("")
        for line in draw_comments(imported, hints):
            print_line(line)
    return 0


def draw(imported: "Imported", file: FileSource | None = None) -> Iterator[str]:
    """Report as text; `file` is the page's, None for a stored thread."""
    for facts in (_page_facts(imported, file), _thread_facts(imported)):
        yield from (f"{label:{_LABEL_COLUMNS}}{text}" for label, text in facts)
        yield ""
    yield from _draw_candidates(imported.candidates)
    table = list(score_table(imported.candidates))
    if table:
        yield ""
        yield from table
    sections = {
        "doubts": [f"this page {doubt.message}" for doubt in imported.doubts],
        "additional adapters": [f"{clean_line(name)}: {clean_line(origin)}" for name, origin in imported.additional],
        "notes": [f"{clean_line(note.where)}: {clean_line(note.message)}" for note in imported.parsed.notes],
    }
    for name, lines in sections.items():
        if lines:
            yield from ("", name, *(f"  {line}" for line in lines))


def to_plain(imported: "Imported", file: FileSource | None = None) -> dict[str, Any]:
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
        **{name: getattr(candidate, name) for name in ("certainty", "tells", *_FIGURES, "groups")},
        "score": round(candidate.score, 2),
        "terms": {
            term: {"value": round(value, 3), "adds": round(candidate.added[term], 2)}
            for term, value in candidate.terms.items()
            if value
        },
        "reasons": candidate.reasons,
        "evidence": dict(candidate.evidence),
        "problem": candidate.problem,
    }


def _page_facts(imported: "Imported", file: FileSource | None) -> Iterator[tuple[str, str]]:
    page, save = imported.parsed.page, imported.parsed.save
    if file:
        changed = _minutes(", changed {} (not used for dates)", file.changed_at())
        yield "file", clean_line(file.name) + changed
    saver = f" by {imported.saver}" if imported.saver else ""
    yield "container", save.container + saver + _minutes(", saved {}", save.saved_at)
    yield "charset", f"{imported.charset}: {imported.charset_reason}"
    yield "address", page.url or "unknown"
    if imported.saved_from and imported.saved_from != page.url:
        yield "saved from", imported.saved_from
    yield "site", page.site or "unknown"
    yield "language", page.language or "unknown"


def _minutes(words: str, time: "datetime | None") -> str:
    return words.format(time.isoformat(sep=" ", timespec="minutes")) if time else ""


def _thread_facts(imported: "Imported") -> Iterator[tuple[str, str]]:
    article, counts = imported.thread.article, _counts(imported.thread)
    yield "article", article.title
    by = ", ".join(author.name for author in article.authors) or "unknown author"
    when = article.published_at.iso if article.published_at else None
    yield "", f"{by}; {when or 'no date'}; {len(article.text):,} characters"
    count = imported.parsed.page.declared_count
    declared = "no count on the page" if count is None else f"the page says {count:,}"
    yield "comments", f"{counts.pop('found'):,} found, {declared}"
    parts = [f"{count:,} {_COUNT_LABELS.get(name, name)}" for name, count in counts.items() if count]
    if parts:
        yield "", ", ".join(parts)


def _draw_candidates(candidates: Sequence["Candidate"]) -> Iterator[str]:
    """Table of the candidates, of several that cannot be told apart only one; grounds are those of the shown scores."""
    header = ("adapter", "certainty", *_FIGURES[:-1], "nested", "score")
    distinct = list({(_cells(each), each.groups, each.problem): each for each in reversed(candidates)}.values())[::-1]
    rows = [header, *map(_cells, distinct)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    compared = _with_scores(candidates) or candidates
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
        yield f"  {_NO_THREAD}"
    yield from (f"  {clean_line(ground)}" for ground in (candidate.reasons if in_full else candidate.groups))
    if candidate.evidence:
        yield f"  parents: {', '.join(f'{count:,} {name}' for name, count in candidate.evidence)}"


def _cells(candidate: "Candidate") -> tuple[str, ...]:
    figures = (getattr(candidate, name) for name in ("certainty", *_FIGURES))
    return (candidate.adapter, *(f"{figure:,}" for figure in figures), f"{candidate.score:,.1f}")


def _with_scores(candidates: "Sequence[Candidate]") -> "list[Candidate]":
    """The chosen reading and the next one with comments; empty of a page by an adapter with which no other competes."""
    chosen, *others = candidates
    if not chosen.terms:
        return []
    return [chosen, *[each for each in others if each.comments and each.terms][:1]]


def score_table(candidates: "Sequence[Candidate]") -> Iterator[str]:
    """Table of the terms that are not zero in the chosen reading or the runner-up, with the sums; empty without any.

    The last row is the score of the reading that the page has no thread, unless that is the chosen one.
    """
    from threadreader.importer.choice.quality import WORDINGS

    shown = _with_scores(candidates)
    if not shown:
        return
    names = _COMPARED[: len(shown)]
    for name, candidate in zip(names, shown, strict=True):
        yield f"{name:<{max(map(len, _COMPARED))}}  {_described(candidate)}"
    yield _row("score", *names)
    added = [candidate.added for candidate in shown]
    for term, wording in WORDINGS.items():
        figures = (each.get(term, 0.0) for each in added)
        cells = [f"{figure:+.2f}" if round(figure, 2) else "" for figure in figures]
        if any(cells):
            yield _row(f"  {wording}", *cells)
    yield _row("  sum", *(f"{candidate.score:.2f}" for candidate in shown))
    without = next((each for each in candidates if not each.comments and each.terms), None)
    if without and shown[0].comments:
        yield _row(f"  {_NO_THREAD}", f"{without.score:.2f}")


def _described(candidate: "Candidate") -> str:
    """A reading in words that tell it from the others of its adapter."""
    if not candidate.comments:
        return f"{candidate.adapter}, {_NO_THREAD}"
    count, groups = counted(candidate.comments, "comment"), clean_line(" and ".join(candidate.groups))
    return f"{candidate.adapter}, {count}" + (f" in {fit(groups, _MAX_GROUP_CELLS)}" if groups else "")


def _row(label: str, *cells: str) -> str:
    figures = (cell.rjust(max(len(name), _FIGURE_CHARS)) for cell, name in zip(cells, _COMPARED, strict=False))
    return "  ".join([label.ljust(_WORDING_CHARS), *figures]).rstrip()


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


def report_page(arguments: argparse.Namespace) -> int:
    """Write the mask of a page to a file or to stdout; a comment in PAGE is ignored."""
    file, _ = file_of(arguments.page, arguments.url)
    if file is None:
        raise PageError(arguments.page, "is not a page file", "name the saved page's file")
    is_printed = arguments.output == "-"
    stem = "page" if arguments.page == "-" else Path(file.name).name.partition(".")[0] or "page"
    target = None if is_printed else export_target(arguments.output or f"{stem}{_REPORT_SUFFIX}")
    with progress_line(f"reading {file.path.name}"):
        html, page, differences = reading.mask_page(file)
    if target is None:
        sys.stdout.write(html)
    else:
        write_export(html, target, overwrite=arguments.force)
        found = _describe_masked(page)
        print_report(arguments, f"{clean_line(str(target))}: {found}; words masked, scripts and images removed")
    if differences:
        sys.stderr.write(f"threadreader: the copy reads differently from the page: {', '.join(differences)}\n")
    return 0


def _describe_masked(page: "Imported") -> str:
    comments = page.thread.comments
    counts = (
        ("comments", len(comments)),
        ("names", sum(comment.author is not None for comment in comments)),
        ("times", sum(comment.posted_at is not None for comment in comments)),
        ("nested", sum(comment.parent_id is not None for comment in comments)),
    )
    return ", ".join(f"{count:,} {name}" for name, count in counts) + f", read by {page.parsed.save.adapter}"
