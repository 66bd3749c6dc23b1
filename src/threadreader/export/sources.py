"""Where the quotations of a thread lead, in words, for each block that quotes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threadreader.export import Exported
from threadreader.model.blocks import BlockPath, paragraph_numbers
from threadreader.model.quote import Anchor
from threadreader.model.thread import CommentId


@dataclass(frozen=True, slots=True)
class Source:
    """The passage that is quoted: what it is called, the comment that it is in (None: the article), its block."""

    words: str
    owner: CommentId | None
    path: BlockPath


Sources = Mapping[BlockPath, Sequence[Source]]


def sources_of(exported: Exported) -> Mapping[CommentId | None, Sources]:
    """The sources of the quotations of each comment, by its blocks; each named once."""
    found: defaultdict[CommentId | None, defaultdict[BlockPath, list[Source]]] = defaultdict(lambda: defaultdict(list))
    numbers = paragraph_numbers(exported.thread.article.body)
    for link in exported.quotes.links:
        source = Source(_words(exported, link.target, numbers), link.target.owner, link.target.path)
        at = link.quote.at
        if all(source.words != other.words for other in found[at.owner][at.path]):
            found[at.owner][at.path].append(source)
    return {owner: dict(sources) for owner, sources in found.items()}


def _words(exported: Exported, target: Anchor, numbers: Mapping[BlockPath, int]) -> str:
    thread = exported.thread
    if target.owner is None:
        authors = thread.article.authors
        number = numbers.get(target.path)
        return (authors[0].name if authors else "article") + (f" · ¶{number}" if number else "")
    place = thread.position[target.owner]
    author = thread.comments[place].author
    return f"{author.name if author else 'nobody'} #{place + 1}"
