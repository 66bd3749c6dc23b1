"""Threads exported and opened again, and what of them is another than it was.

    python -m roundtrip [--format NAME ...] [PAGE ...]

Without PAGE, of all pages below the folder that THREADREADER_PAGES names.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pins.pages import find_pages
from threadreader.errors import ThreadreaderError
from threadreader.library.exporting import load_for_export, render_file
from threadreader.model.save import ParsedPage
from threadreader.model.thread import Comment, CommentId, Kind, Status, Thread

FORMATS = ("json", "html", "epub", "mbox")


def reopened(page: ParsedPage, name: str) -> ParsedPage:
    """A page exported and opened again."""
    export = render_file(page, name, 0)
    with tempfile.NamedTemporaryFile() as file:
        file.write(export if isinstance(export, bytes) else export.encode())
        file.flush()
        return load_for_export([Path(file.name)])


def differences(before: ParsedPage, name: str) -> Iterator[tuple[str, Any, Any]]:
    """Each fact of a page that does not come back from a format, as it was and as it is."""
    facts = [_facts(each) for each in (before, reopened(before, name))]
    for fact in sorted(facts[0]):
        was, now = (each[fact] for each in facts)
        if was != now:
            yield fact, *_first_difference(was, now)


def _facts(page: ParsedPage) -> dict[str, Any]:
    thread = page.thread
    comments = [each for each in thread.comments if _is_named(thread, each)]
    owners = _owners(comments)
    article = thread.article
    return {
        "tree": [owners.get(comment.parent_id) for comment in comments],
        "ids": [comment.id for comment in comments],
        "authors": [comment.author and comment.author.name for comment in comments],
        "times": [_time(comment) for comment in comments],
        "words": [_words(comment.text) for comment in comments],
        "title": article.title,
        "by": [author.name for author in article.authors][:1],
        "published": article.published_at and article.published_at.iso,
        "article": _words(article.text),
        "quotations": sorted(
            {
                (owners[link.quote.at.owner], owners[link.target.owner])
                for link in page.quotes.links
                if link.quote.at.owner in owners and link.target.owner in owners
            }
        ),
        "address": page.page.url,
        "site": page.page.site,
    }


def _owners(comments: Iterable[Comment]) -> Mapping[CommentId | None, int]:
    owners: dict[CommentId | None, int] = {comment.id: number for number, comment in enumerate(comments)}
    return owners | {None: -1}


def _is_named(thread: Thread, comment: Comment) -> bool:
    """True for a comment in the page, or one that another answers: others that are not in it may be left out."""
    return comment.status is not Status.MISSING or thread.sizes[thread.position[comment.id]] > 1


def _time(comment: Comment) -> Any:
    time = comment.posted_at
    # "2 days ago" is certain, once the time of saving is known.
    return time.iso if time and comment.kind is Kind.COMMENT else None


def _words(text: str) -> list[str]:
    """The words of a text; ">" before one makes a quotation of it."""
    return list(filter(None, (word.lstrip(">") for word in text.split())))


def _first_difference(was: Any, now: Any) -> tuple[Any, Any]:
    if not isinstance(was, list) or not isinstance(now, list):
        return was, now
    if len(was) != len(now):
        only = [
            list((Counter(map(repr, a)) - Counter(map(repr, b))).elements())[:3] for a, b in ((was, now), (now, was))
        ]
        return (len(was), only[0]), (len(now), only[1])
    number = next(number for number, (one, other) in enumerate(zip(was, now, strict=True)) if one != other)
    one, other = was[number], now[number]
    return (number, *_first_difference(one, other)) if isinstance(one, list) else (number, one, other), None


def main() -> int:
    """Say of each format how many pages came back, and what did not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--format", action="append", choices=FORMATS)
    arguments = parser.parse_args()
    root = Path(os.environ.get("THREADREADER_PAGES", ""))
    pages = arguments.pages or [str(root / page) for page in find_pages(root, fast=False)]
    whole: Counter[str] = Counter()
    read = 0
    for page in pages:
        try:
            before = load_for_export([Path(page)])
        except ThreadreaderError:
            continue
        read += 1
        for name in arguments.format or FORMATS:
            lost = list(differences(before, name))
            whole[name] += not lost
            for fact, was, now in lost:
                sys.stdout.write(f"{name} {page}: {fact}: {str(was)[:150]} | {str(now)[:150]}\n")
    for name in arguments.format or FORMATS:
        sys.stdout.write(f"{name}: {whole[name]} of {read}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
