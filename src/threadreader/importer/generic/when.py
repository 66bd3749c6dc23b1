"""Tags of each record that say when it was written: not when its writer joined, nor when it was edited."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from bs4 import Tag

from threadreader.importer.dates import Dates
from threadreader.importer.generic.body import is_piece
from threadreader.importer.generic.record import LINE, Record
from threadreader.importer.generic.survey import Survey, Time, cached_by_place
from threadreader.importer.generic.thresholds import HALF, SEVERAL
from threadreader.importer.html.region import text_content
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import cached_by_signature
from threadreader.importer.lexicon import JOINED_OR_EDITED

_SAME = 0.4
"""The order of times that are all the same, 0 to 1: each may be that of what is answered."""

_UNKNOWN = 0.75
"""The order of times that cannot be compared, 0 to 1."""

_JOINED = 0.3
"""The worth of the vote of a time at which nothing was written."""

_MINUTES = 16
"""So much of a time in ISO 8601 is its minute."""


class Timing:
    """The labels that say when."""

    def __init__(self, found: Survey, voters: Sequence[Record], language: str | None) -> None:
        self._found = found
        self._voters = voters
        self._language = language

    @cached_property
    def labels(self) -> list[str]:
        """Those with most votes first."""
        votes: defaultdict[str, list[int]] = defaultdict(list)
        for record in self._voters:
            for label, places in record.labelled.items():
                place = next((place for place in places if place in self._found.times), None)
                if place is not None:
                    votes[label].append(place)
        if len(votes) <= 1:
            return [*votes]
        return sorted(votes, key=lambda label: -self._weight(tuple(votes[label])))

    def place(self, record: Record, body: Sequence[int] = ()) -> int | None:
        """Index at which a record says when it was written, outside its body."""
        for label in self.labels:
            places = [
                place
                for place in record.labels(label)
                if place in self._found.times and not self._found.is_in(place, body)
            ]
            if places:
                if (
                    len(places) > 1
                    and label in self._ending
                    and len({self._found.parents[each] for each in places}) == 1
                ):
                    places.reverse()
                return next((place for place in places if not self._is_of_joining(place)), places[0])
        return None

    @cached_property
    def _ending(self) -> frozenset[str]:
        """The labels of paragraphs of which mostly the last says when; another may speak of some other time."""
        last: Counter[str] = Counter()
        for record in self._voters:
            for label, places in record.labelled.items():
                is_text = len(places) > 1 and is_piece(label)
                times = [place for place in places if place in self._found.times] if is_text else []
                if len(times) == 1:
                    last[label] += 1 if times[0] == places[-1] else -1
        return frozenset(label for label, votes in last.items() if votes > 0)

    def _weight(self, places: tuple[int, ...]) -> float:
        """The certainty that the times at some places are those of the records, which several proposals ask."""
        known = self._found.time_weights.get(places)
        if known is None:
            known = self._found.time_weights[places] = self._weigh(places)
        return known

    def _weigh(self, places: Sequence[int]) -> float:
        times = [self._found.times[place] for place in places]
        # A time that is only there for scripts may be that of another event.
        shown = sum(self._found.times[place].words is not None or self._is_published(place) for place in places)
        both = sum(time.machine is not None and time.words is not None for time in times) / len(times)
        joined = sum(map(self._is_of_joining, places)) > HALF * len(places)
        return (
            len(places)
            * (0.5 + 0.5 * self._order(times) + 0.1 * both + 0.05 * shown / len(times))
            * (_JOINED if joined else 1)
        )

    def _is_published(self, place: int) -> bool:
        return attribute(self._found.tags[place], "itemprop") in ("datePublished", "dateCreated")

    def _order(self, times: Sequence[Time]) -> float:
        """The degree to which times follow each other as those of comments do, 0 to 1."""
        dates = Dates(self._language, None, [time.words for time in times])
        moments = (dates.read(time.words, time.machine) for time in times)
        known = [moment.iso[:_MINUTES] for moment in moments if moment and moment.iso]
        if len(known) < SEVERAL:
            return _UNKNOWN
        if len(set(known)) == 1:
            return _SAME
        rising = sum(one <= two for one, two in pairwise(known)) / (len(known) - 1)
        return max(rising, 1 - rising)

    def _is_of_joining(self, place: int) -> bool:
        return _is_of_joining(self._found, place)


@cached_by_place
def _is_of_joining(found: Survey, place: int) -> bool:
    """True if the words beside a time, or what it is called, say that nothing was written then."""
    parent = found.parents[place]
    top = parent if parent >= 0 and found.letters(parent) < LINE else place
    if _is_called_joining(found.tags[top]) or _is_called_joining(found.tags[place]):
        return True
    is_line = found.letters(top) < LINE and found.ends[top] - top < LINE
    return is_line and JOINED_OR_EDITED.search(text_content(found.tags[top])) is not None


@cached_by_signature
def _is_called_joining(tag: Tag) -> bool:
    return JOINED_OR_EDITED.search(attribute(tag, "class") or "") is not None
