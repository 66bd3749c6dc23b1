"""Which part of each record are its words: most of what is neither name nor time nor what all records say."""

from collections.abc import Collection, Container, Iterator, Sequence

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.records.chrome import is_not_words
from threadreader.importer.records.election import (
    HALF,
    PIECES,
    Election,
    Marks,
    Places,
    holding,
    line_of_time,
    own_letters,
)
from threadreader.importer.records.record import Record
from threadreader.importer.records.survey import Survey
from threadreader.importer.region import is_blank
from threadreader.importer.soup.walking import is_text

_BLOCKS = frozenset(("p", "blockquote", "ul", "ol", "pre", "table"))
_SENTENCE = 8
"""What is said of a writer beside the name has no more letters than these."""


class Bodies:
    """The tags that hold the words; `heads` gives what says who and when, `common` what all records say."""

    def __init__(
        self, found: Survey, voters: Sequence[Record], heads: Places, common: Places, texts: Container[str]
    ) -> None:
        self._found = found
        self._marks = Marks(found, heads, common)
        self._election = Election(found, voters, self._marks)
        self._texts = texts

    def of(self, record: Record, name: int | None, theirs: Sequence[int]) -> list[PageElement]:
        """The nodes that hold the words of a record; `name` is where it names its writer, marked or not.

        `theirs` are the places of what is the theme's in it.
        """
        tags = self._found.tags
        around_name = self._marks.up_from(record, name) if name is not None else set()
        holders = self._marks.holders(record) | around_name
        tops = self._tops(record)
        begun = {place for place in around_name if self._begins_words(place, name)}
        ids = {id(tags[place]) for place in holders.union(theirs)} | record.region.inner
        if tops and not self._election.beside:
            some = self._with_siblings(record, tops, holders.union(theirs) - begun)
            return [node for top in some for node in (self._beside_in(top, ids) if top in begun else (tags[top],))]
        tops = tops or self._instead(record) or self._most(record) or record.tops
        words = [node for top in tops for node in self._beside(top, ids, begun)]
        if any(not is_blank(node) for node in words):
            return words
        return self._left(record, ids, holders.difference(self._marks.heads(record), () if name is None else (name,)))

    def _with_siblings(self, record: Record, tops: Sequence[int], barred: set[int]) -> Sequence[int]:
        """The tags that hold the words; in a record of several with the quotations, lists and tables among these."""
        if len(record.tops) < 2 or tops[0] not in record.tops:  # noqa: PLR2004 - several
            return tops
        return [place for place in record.tops if place in tops or (place not in barred and self._is_block(place))]

    def _is_block(self, place: int) -> bool:
        """Whether a tag may be a block of the words, and not only links."""
        tag, end = self._found.tags[place], self._found.ends[place]
        says_any = self._found.letters(place) > self._found.linked(place, end)
        return tag.name in _BLOCKS and says_any and not is_not_words(tag)

    def _left(self, record: Record, barred: set[int], around: set[int]) -> list[PageElement]:
        """All that is left of a record, where its name and time are in the tags that hold its words."""
        return [node for place in record.places if place in around for node in self._beside_in(place, barred)]

    def _begins_words(self, place: int, name: int | None) -> bool:
        """Whether a paragraph has a name and then words, and not only what is said of the writer."""
        if name is None or place == name or self._found.tags[place].name != "p":
            return False
        beside = self._found.letters(place) - self._found.letters(name)
        return beside > _SENTENCE and not self._found.has_time(place, self._found.ends[place])

    def alone(self, record: Record) -> list[int]:
        """The places of the tags that hold the words of a record and nothing else; none where there are no such."""
        return [] if self._election.beside else self._tops(record)

    def _tops(self, record: Record) -> list[int]:
        places = self._found.outermost(record.labels(self._election.label))
        if self._election.beside and places:
            return [holding(places, self._marks.holders(record))]
        if len(places) < 2:  # noqa: PLR2004 - there is nothing to choose
            return places
        heads = self._marks.heads(record)
        free = [place for place in places if not _has_any(heads, place, self._found.ends[place])]
        parent = self._found.parents[max(free, key=record.letters)] if free else None
        return [place for place in free if self._found.parents[place] == parent]

    def _instead(self, record: Record) -> list[int]:
        """The places of the tags that hold the words of a record which is not like the others."""
        heads = self._marks.heads(record)
        for label in self._election.others:
            tops = self._found.outermost(record.labels(label))
            if tops and not any(_has_any(heads, top, self._found.ends[top]) for top in tops):
                return tops
        return []

    def _most(self, record: Record) -> list[int]:
        """The place of the smallest tag of a record that has most of its words, and nothing that says who or when."""
        holders, beside = self._marks.holders(record), self._marks.theirs(record)
        sizes = {place: own_letters(record, place, beside) for place in record.places if place not in holders}
        most = max(sizes.values(), default=0)
        if most <= HALF * (record.size - sum(map(record.letters, (*self._marks.heads(record), *beside)))):
            return []
        largest = [place for place in sizes if sizes[place] == most]
        return [place for place in largest if self._found.tags[place].name not in PIECES][-1:]

    def _beside(self, top: int, barred: set[int], begun: set[int]) -> Iterator[PageElement]:
        """What is in a tag beside what is barred, and in paragraphs that are `begun` with a name."""
        tag = self._found.tags[top]
        if id(tag) not in barred:
            yield tag
        else:
            yield from self._beside_in(top, barred, begun)

    def _beside_in(self, top: int, barred: set[int], begun: Collection[int] = ()) -> Iterator[PageElement]:
        for node in self._found.tags[top].contents:
            if isinstance(node, Tag):
                paragraph = next((place for place in begun if self._found.tags[place] is node), None)
                if paragraph is not None:
                    yield from self._beside_in(paragraph, barred)
                elif id(node) not in barred and not is_not_words(node):
                    yield node
            elif is_text(node) and node.strip() and not self._is_beside_words(" ".join(node.split()), top):
                yield node

    def _is_beside_words(self, text: str, top: int) -> bool:
        """Whether a piece of text is what all records say, or hardly more than the time."""
        return text in self._texts or text == line_of_time(self._found, top)


def _has_any(places: Sequence[int], start: int, end: int) -> bool:
    return any(start <= place < end for place in places)
