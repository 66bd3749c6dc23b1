"""How often the words of a quotation alone lead where its box says: forums print the id of the post that is quoted.

`python -m benchmarks.bench_citations FOLDER ...`, each a folder of saved pages of forums.
"""

import enum
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from threadreader.errors import ThreadreaderError
from threadreader.importer import import_bytes
from threadreader.model.blocks import Block, BlockQuote, Blocks, ListBlock, walk
from threadreader.model.quote import Anchor, Method, QuoteLink
from threadreader.model.thread import CommentId, Thread
from threadreader.quotes import link_quotes
from threadreader.quotes.query import Citations
from threadreader.quotes.sources import Sources

_NOT_THERE = 0.5
"""The score of a link into a cited post that does not have the words."""


class Outcome(enum.StrEnum):
    """Where the words of a quotation lead that cites a post of the page."""

    AGREE = "agree"
    ELSEWHERE = "elsewhere"
    QUOTED = "quoted there"
    """The cited post only quotes them: both ways lead to who said them."""
    GONE = "words gone"
    """The cited post does not have them any more."""


def main(folders: list[str]) -> None:
    """Print the outcomes for each kind of forum, and each quotation that leads elsewhere."""
    counts: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
    for folder in folders:
        for page in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            for adapter, outcome in _check(page):
                counts[adapter][outcome] += 1
                counts["all"][outcome] += 1
    print(f"\n{'':16}{'cited':>8}{''.join(f'{outcome:>14}' for outcome in Outcome)}{'agreement':>14}")
    for name, count in sorted(counts.items(), key=lambda item: (item[0] == "all", item[0])):
        share = 100 * count[Outcome.AGREE] / ((count[Outcome.AGREE] + count[Outcome.ELSEWHERE]) or 1)
        columns = "".join(f"{count[outcome]:>14}" for outcome in Outcome)
        print(f"{name:16}{count.total():>8}{columns}{share:>12.1f} %")


def _check(page: Path) -> Iterator[tuple[str, Outcome]]:
    try:
        imported = import_bytes(page.read_bytes(), page.name)
    except ThreadreaderError:
        return
    thread = imported.thread
    citations = Citations(Sources(thread))
    index = link_quotes(thread)
    by_words = {link.quote.at: link for link in link_quotes(_without_boxes(thread)).links}
    for quote in index.quotes:
        cited = citations.find(_cite(thread, quote.at))
        if cited is None or cited.owner == quote.at.owner:
            continue
        found = _inside(by_words, quote.at)
        outcome = _compare(cited.owner, index.link.get(quote), found)
        if outcome is Outcome.ELSEWHERE:
            place = f"{found.target.owner} ({found.method} {found.score:.2f})" if found else "nowhere"
            print(f"{page.name}: {quote.at.owner} cites {cited.owner}, words lead to {place}: {quote.text[:80]!r}")
        yield imported.parsed.save.adapter, outcome


def _compare(cited: CommentId | None, link: QuoteLink | None, by_words: QuoteLink | None) -> Outcome:
    if by_words and by_words.target.owner == cited:
        return Outcome.AGREE
    if link is None or (link.method is Method.CITED and link.score <= _NOT_THERE):
        return Outcome.GONE
    if by_words and link.method is not Method.CITED and link.target.owner == by_words.target.owner:
        return Outcome.QUOTED
    return Outcome.ELSEWHERE


def _cite(thread: Thread, at: Anchor) -> str | None:
    """What the innermost box around a quotation cites."""
    assert at.owner is not None, "an article quotes nobody"
    body = thread.comments[thread.position[at.owner]].body
    boxes = [block for path, block in walk(body) if isinstance(block, BlockQuote) and at.path[: len(path)] == path]
    return boxes[-1].cite if boxes else None


def _inside(links: dict[Anchor, QuoteLink], at: Anchor) -> QuoteLink | None:
    """The link of a quotation, or of the first of its parts: without a citation it may be taken to pieces."""
    same = (link for one, link in links.items() if (one.owner, one.path) == (at.owner, at.path))
    return next((link for link in same if at.start <= link.quote.at.start and link.quote.at.end <= at.end), None)


def _without_boxes(thread: Thread) -> Thread:
    comments = tuple(replace(comment, body=_plain(comment.body)) for comment in thread.comments)
    return Thread(thread.article, comments)


def _plain(blocks: Blocks) -> Blocks:
    return tuple(map(_plain_block, blocks))


def _plain_block(block: Block) -> Block:
    if isinstance(block, BlockQuote):
        return BlockQuote(_plain(block.blocks))
    if isinstance(block, ListBlock):
        return replace(block, items=tuple(map(_plain, block.items)))
    return block


if __name__ == "__main__":
    main(sys.argv[1:])
