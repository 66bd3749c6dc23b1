"""Whether what is taken for the name of a writer is surely one, or may be words of a comment."""

from collections.abc import Callable, Sequence
from functools import cached_property

from threadreader.importer.records.common import LINE
from threadreader.importer.records.election import is_piece
from threadreader.importer.records.likeness import is_sign
from threadreader.importer.records.naming import Naming, distance, given
from threadreader.importer.records.record import Record
from threadreader.importer.records.survey import Survey
from threadreader.importer.soup.walking import is_text
from threadreader.model.clean import fold_space

_MUCH_MORE, _PROSE = 4, 40
"""The words are told from names where they have so many times as many letters, and more than these."""

_HALF = 0.5
_FEW = 20
"""A name is said again in one of so many tags in one that has it."""


class Sureness:
    """What the records of a group tell of their names; `tops` gives the places of what holds the words of one alone."""

    def __init__(
        self, found: Survey, voters: Sequence[Record], naming: Naming, tops: Callable[[Record], Sequence[int]]
    ) -> None:
        self._found = found
        self._voters = voters
        self._naming = naming
        self._tops = tops

    def is_name(self, record: Record, place: int, time: int | None, name: str | None) -> bool:
        """Whether anything tells that a tag names somebody, and so is no part of the words."""
        if given(record) or self._is_signed(record, place, time, name):
            return True
        if any(place in record.labels(label)[nth : nth + 1] for label, nth in self._sure):
            return True
        return (time is not None and self._is_line(record, place, time)) or self._is_much_shorter(record, place)

    def _is_signed(self, record: Record, place: int, time: int | None, name: str | None) -> bool:
        """Whether a tag tells that it names somebody, or one in it that says no more than the name."""
        inside = range(place + 1, min(self._found.ends[place], place + _FEW))
        named = (each for each in inside if record.is_small(each, LINE) and record.words(each) == name)
        return any(is_sign(record, each, time) for each in (place, *named))

    def _are_names(self, label: str, said: Sequence[tuple[Record, int, str]]) -> bool:
        """Whether what tags of a label say is said again in other records, as names are, or mostly told to be names."""
        if len({words for *_, words in said}) < len(said):
            return True
        signed = sum(self._is_signed(record, place, None, words) for record, place, words in said)
        return not is_piece(label) and signed >= _HALF * len(said)

    def _is_line(self, record: Record, place: int, time: int) -> bool:
        """Whether a tag stands beside the time: in the same line of text, or alone with it in one that is not all."""
        tag, words = self._found.tags[place], self._found.times[time].words
        around = (tag.previous_sibling, tag.next_sibling)
        if words and any(node is not None and is_text(node) and words in fold_space(node) for node in around):
            return True
        above = -distance(self._found, time, place)[0]
        return above > record.start and record.is_small(above, LINE) and tag.name != "p"

    def _is_much_shorter(self, record: Record, place: int) -> bool:
        """Whether the words are in tags of their own, and mostly much longer than what this one says."""
        return self._length > max(_PROSE, _MUCH_MORE * record.letters(place))

    @cached_property
    def _length(self) -> float:
        """How many letters the words of a record have where these are in tags of their own, 0 where they are not."""
        return sum(record.letters(place) for record in self._voters for place in self._tops(record)) / len(self._voters)

    @cached_property
    def _sure(self) -> set[tuple[str, int]]:
        """The labels, with how many of their tags come before one, of what is surely no words."""
        return {called for called, said in self._naming.said.items() if self._are_names(called[0], said)}
