"""What the records of a group have in common: the words that most of them say are the theme's."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from threadreader.importer.records.chrome import TO_PRESS, is_not_words
from threadreader.importer.records.record import Record
from threadreader.importer.soup.walking import is_text

LINE = 60
"""What all records say has no more letters than this."""

_HALF = 0.5
_FEW = 4
"""What fewer records say all of them may have been said by their writers."""

_FIRST = 3
"""Of the tags of one label in a record so many are looked at."""


class Common:
    """The words that at least half of the records have: links to answer, "says:", "on", "|"."""

    def __init__(self, voters: Sequence[Record]) -> None:
        self._voters = voters
        self._least = max(2, _HALF * len(voters))
        self._places: dict[int, list[int]] = {}

    def places(self, record: Record) -> list[int]:
        """The places of the tags in a record with such words, none in another."""
        known = self._places.get(record.start)
        if known is None:
            found = (
                place
                for label in self._labels
                for place in record.labels(label)
                if record.is_small(place, LINE) and self.has(record, label, place)
            )
            known = self._places[record.start] = record.found.outermost(sorted(found))
        return known

    def may_be_words(self, record: Record) -> list[int]:
        """Of these the places of what writers may have said too: nothing to press, and not in all of many records."""
        return [place for place in self.places(record) if self._may_be_words(record, place)]

    def _may_be_words(self, record: Record, place: int) -> bool:
        tag, words = record.found.tags[place], record.words(place)
        if tag.name in TO_PRESS or is_not_words(tag) or not any(map(str.isalnum, words)) or words.endswith(":"):
            return False
        return self._most.get(words, 0) < max(len(self._voters), _FEW)

    def has(self, record: Record, label: str, place: int) -> bool:
        """Whether the words of a tag are such."""
        return label in self._labels and (label, record.words(place)) in self._said

    @cached_property
    def texts(self) -> frozenset[str]:
        """Such pieces of text."""
        counts: Counter[str] = Counter()
        for record in self._voters:
            tags = (record.found.tags[place] for place in record.places)
            texts = {node for tag in tags for node in tag.contents if is_text(node) and len(node) <= LINE}
            counts.update({" ".join(text.split()) for text in texts})
        return frozenset(each for each, count in counts.items() if count >= self._least)

    @cached_property
    def _said(self) -> set[tuple[str, str]]:
        return {each for each, count in self._counts.items() if count >= self._least}

    @cached_property
    def _counts(self) -> Counter[tuple[str, str]]:
        counts: Counter[tuple[str, str]] = Counter()
        for record in self._voters:
            counts.update(
                {
                    (label, record.words(place))
                    for label, places in record.labelled.items()
                    for place in places[:_FIRST]
                    if record.is_small(place, LINE)
                }
            )
        return counts

    @cached_property
    def _most(self) -> dict[str, int]:
        """How many records have each words in tags of one label."""
        most: dict[str, int] = {}
        for (_, words), count in self._counts.items():
            most[words] = max(count, most.get(words, 0))
        return most

    @cached_property
    def _labels(self) -> set[str]:
        return {label for label, _ in self._said}
