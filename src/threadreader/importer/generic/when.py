"""Tags of each record that say when it was written: not when its writer joined, nor when it was edited."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from bs4 import Tag

from threadreader.importer.dates import Dates
from threadreader.importer.generic.body import is_piece
from threadreader.importer.generic.page import SurveyedPage, Time, cached_by_index
from threadreader.importer.generic.record import LINE, Record
from threadreader.importer.generic.thresholds import HALF_SHARE, MIN_RECORDS
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

    def __init__(self, page: SurveyedPage, voters: Sequence[Record], language: str | None) -> None:
        self._page = page
        self._voters = voters
        self._language = language

    @cached_property
    def labels(self) -> list[str]:
        """Those with most votes first."""
        votes: defaultdict[str, list[int]] = defaultdict(list)
        for record in self._voters:
            for label, indices in record.labelled.items():
                index = next((index for index in indices if index in self._page.times), None)
                if index is not None:
                    votes[label].append(index)
        if len(votes) <= 1:
            return [*votes]
        return sorted(votes, key=lambda label: -self._weight(tuple(votes[label])))

    def index(self, record: Record, body: Sequence[int] = ()) -> int | None:
        """Index at which a record says when it was written, outside its body."""
        for label in self.labels:
            indices = [
                index
                for index in record.labels(label)
                if index in self._page.times and not self._page.is_in(index, body)
            ]
            if indices:
                if (
                    len(indices) > 1
                    and label in self._ending
                    and len({self._page.parents[each] for each in indices}) == 1
                ):
                    indices.reverse()
                return next((index for index in indices if not self._is_of_joining(index)), indices[0])
        return None

    @cached_property
    def _ending(self) -> frozenset[str]:
        """The labels of paragraphs of which mostly the last says when; another may speak of some other time."""
        last: Counter[str] = Counter()
        for record in self._voters:
            for label, indices in record.labelled.items():
                is_text = len(indices) > 1 and is_piece(label)
                times = [index for index in indices if index in self._page.times] if is_text else []
                if len(times) == 1:
                    last[label] += 1 if times[0] == indices[-1] else -1
        return frozenset(label for label, votes in last.items() if votes > 0)

    def _weight(self, indices: tuple[int, ...]) -> float:
        """The certainty that the times of some elements are those of the records, which several proposals ask."""
        known = self._page.memo.setdefault(Timing, {})
        if indices not in known:
            known[indices] = self._weigh(indices)
        weight: float = known[indices]
        return weight

    def _weigh(self, indices: Sequence[int]) -> float:
        times = [self._page.times[index] for index in indices]
        # A time that is only there for scripts may be that of another event.
        shown = sum(self._page.times[index].words is not None or self._is_published(index) for index in indices)
        both = sum(time.machine is not None and time.words is not None for time in times) / len(times)
        joined = sum(map(self._is_of_joining, indices)) > HALF_SHARE * len(indices)
        return (
            len(indices)
            * (0.5 + 0.5 * self._order(times) + 0.1 * both + 0.05 * shown / len(times))
            * (_JOINED if joined else 1)
        )

    def _is_published(self, index: int) -> bool:
        return attribute(self._page.elements[index], "itemprop") in ("datePublished", "dateCreated")

    def _order(self, times: Sequence[Time]) -> float:
        """The degree to which times follow each other as those of comments do, 0 to 1."""
        dates = Dates(self._language, None, [time.words for time in times])
        moments = (dates.read(time.words, time.machine) for time in times)
        known = [moment.iso[:_MINUTES] for moment in moments if moment and moment.iso]
        if len(known) < MIN_RECORDS:
            return _UNKNOWN
        if len(set(known)) == 1:
            return _SAME
        rising = sum(one <= two for one, two in pairwise(known)) / (len(known) - 1)
        return max(rising, 1 - rising)

    def _is_of_joining(self, index: int) -> bool:
        return _is_of_joining(self._page, index)


@cached_by_index
def _is_of_joining(page: SurveyedPage, index: int) -> bool:
    """True if the words beside a time, or what it is called, say that nothing was written then."""
    parent = page.parents[index]
    top = parent if parent >= 0 and page.text_length(parent) < LINE else index
    if _is_named_joining(page.elements[top]) or _is_named_joining(page.elements[index]):
        return True
    is_line = page.text_length(top) < LINE and page.ends[top] - top < LINE
    return is_line and JOINED_OR_EDITED.search(text_content(page.elements[top])) is not None


@cached_by_signature
def _is_named_joining(tag: Tag) -> bool:
    return JOINED_OR_EDITED.search(attribute(tag, "class") or "") is not None
