"""How often the words of a quotation alone lead where its box says: forums print the id of the post that is quoted.

`PYTHONPATH=tests python -m benchmarks.bench_citations FOLDER ...`, each a folder of saved pages of forums.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from threadreader.errors import ThreadreaderError
from threadreader.importer import import_bytes
from threadreader.model.blocks import Block, BlockQuote, Blocks, ListBlock
from threadreader.model.quote import Anchor, Method, QuoteLink
from threadreader.model.thread import Thread
from threadreader.quotes import link_quotes


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation whose box cites a post of the page, and where it leads with and without what the box says."""

    adapter: str
    cited: QuoteLink
    by_words: QuoteLink | None

    @property
    def agrees(self) -> bool | None:
        """Whether both lead into the same post; None where the words are in no post, since they were written over."""
        if self.by_words:
            return self.by_words.target.owner == self.cited.target.owner
        return None if self.cited.score <= _NOT_THERE else False


_NOT_THERE = 0.5


def main(folders: list[str]) -> None:
    """Print the agreement for each kind of forum, and each quotation that leads elsewhere."""
    counts: defaultdict[str, Counter[bool | None]] = defaultdict(Counter)
    for folder in folders:
        for page in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            for checked in _check(page):
                counts[checked.adapter][checked.agrees] += 1
                counts["all"][checked.agrees] += 1
                if checked.agrees is False:
                    print(f"{page.name}: {_summary(checked)}")
    print(f"\n{'':16}{'cited':>8}{'agree':>8}{'elsewhere':>12}{'words gone':>12}")
    for name, count in sorted(counts.items(), key=lambda item: (item[0] == "all", item[0])):
        agree, elsewhere = count[True], count[False]
        share = 100 * agree / ((agree + elsewhere) or 1)
        print(f"{name:16}{count.total():>8}{agree:>8}{elsewhere:>12}{count[None]:>12}{share:>8.1f} %")


def _check(page: Path) -> Iterator[Checked]:
    try:
        imported = import_bytes(page.read_bytes(), page.name)
    except ThreadreaderError:
        return
    thread = imported.thread
    by_words = {link.quote.at: link for link in link_quotes(_without_boxes(thread)).links}
    for link in link_quotes(thread).links:
        if link.method is Method.CITED:
            yield Checked(imported.adapter, link, _inside(by_words, link.quote.at))


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


def _summary(checked: Checked) -> str:
    cited, found = checked.cited, checked.by_words
    place = f"{found.target.owner} ({found.method} {found.score:.2f})" if found else "nowhere"
    return f"{cited.quote.at.owner} cites {cited.target.owner}, words lead to {place}: {cited.quote.text[:80]!r}"


if __name__ == "__main__":
    main(sys.argv[1:])
