"""Where the quotations of a thread lead, in words, for each block that quotes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threadreader.export import Exported
from threadreader.model.blocks import BlockPath
from threadreader.model.naming import PassageNames
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
    names = PassageNames.of(exported.thread)
    for link in exported.quotes.links:
        source = Source(names.name(link.target), link.target.owner, link.target.path)
        at = link.quote.at
        if all(source.words != other.words for other in found[at.owner][at.path]):
            found[at.owner][at.path].append(source)
    return {owner: dict(sources) for owner, sources in found.items()}
