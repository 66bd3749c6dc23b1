"""Which tags of each record name who wrote it."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from threadreader.importer.dates.locale import find_names
from threadreader.importer.dates.names import ENGLISH
from threadreader.importer.records.common import LINE, Common
from threadreader.importer.records.likeness import is_sign, line_of, weigh
from threadreader.importer.records.record import Record
from threadreader.importer.records.survey import Survey
from threadreader.importer.records.vocabulary import EDITED, SAID, TO_ANSWER, is_marked_as_name
from threadreader.importer.selector import Attributes

_LONGEST = 60
_BYLINE = 200
"""No name, and no line with a name, has more letters than these."""

_HALF, _COMMON, _NEARLY = 0.5, 0.6, 0.9
_CLEARLY = 1.5
"""So much surer must another tag of a label be than the first one to be where names are."""

_SEVERAL, _FEW = 3, 20
_GIVEN = Attributes("data-author", "data-author-name", "data-username", "data-user-name", "data-nick")
_MARKS = " ,:·|\uff5c\u2013\u2014•-\xa0"
_JOINT = re.compile(r"\s[|·•\u2014\u2013@»]|\uff5c|\s-\s|,\s*$|\s\($")
_BY = re.compile(r"(?<!\w)(?:by|von|par|de|da|por|door|do|av)\s|:", re.IGNORECASE)
"""What stands between a time and a name that follows it."""

_USER = re.compile(r"^/?u/(?=\w)")
"""How some sites mark the names of their users."""
_COUNT = re.compile(r"(?<=\w)\s*\(\d+\)$")
"""How much somebody wrote, or is thought of, behind the name."""

_NOT_NAME = re.compile(
    r"^[\W\d_]*$|^https?:|^[^@]*+@.*\.\w+$|^\W*(?:\w{2,3}\W+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]m)?\W*$|^#\d+"
    r"|^(?:(?:last\s)?edited|answered|asked|posted|commented|replied|updated|modified|bearbeitet|geschrieben|permalink)$"
    r"|^[^\d:]{2,20}:\s*\d[\d.,]*$"
    rf"|^(?:{TO_ANSWER}|report|flag|like|share|melden|signaler|denunciar|segnala|댓글)$"
    r"|^\d{1,2}\s?(?:s|secs?|m|mins?|h|hrs?|d|w|wks?|mo|mos|y|yrs?)(?:\s+ago)?$",
    re.IGNORECASE,
)


class Naming:
    """The labels that name somebody; `tops` gives the places of what holds the words of a record alone."""

    def __init__(
        self,
        found: Survey,
        voters: Sequence[Record],
        common: Common,
        language: str | None,
        tops: Callable[[Record], Sequence[int]],
    ) -> None:
        self._found = found
        self._voters = voters
        self._common = common
        self._language = language
        self._tops = tops
        self._pieces: dict[str, list[str]] = {}
        """Names without what stands around them."""

    @cached_property
    def marked(self) -> list[str]:
        """The labels of the marked names that most records have: at least half, and nearly as many as any have."""
        votes: Counter[str] = Counter()
        names = set(self._found.names)
        for record in self._voters:
            votes.update(label for label, places in record.labelled.items() if not names.isdisjoint(places))
        least = max(_HALF * len(self._voters), _NEARLY * max(votes.values(), default=0))
        return [label for label, count in votes.most_common(_SEVERAL) if count >= least]

    @cached_property
    def said(self) -> Mapping[tuple[str, int], Sequence[tuple[Record, int, str]]]:
        """What may be names: by label, and by how many tags of the label come before; each with record and place."""
        votes: defaultdict[tuple[str, int], list[tuple[Record, int, str]]] = defaultdict(list)
        for record in self._voters:
            body = self._tops(record)
            for label, places in record.labelled.items():
                for nth, place in enumerate(places[:_SEVERAL]):
                    words = None if self._found.is_in(place, body) else self._name(record, label, place)
                    if words:
                        votes[label, nth].append((record, place, words))
        return votes

    @cached_property
    def labels(self) -> list[tuple[str, int]]:
        """The surest first, each with how many tags of the label come before the one that names somebody."""
        weights = {called: weigh(said) for called, said in self.said.items()}
        first = {label: max(0, weight) for (label, nth), weight in weights.items() if nth == 0}
        sure = (
            called
            for called, weight in weights.items()
            if weight > 0 and (not called[1] or weight > _CLEARLY * first.get(called[0], 0))
        )
        return sorted(sure, key=lambda called: -weights[called])

    def name(self, record: Record, time: int | None) -> tuple[int, str] | None:
        """Where a record names its writer, and the name; `time` is where it says when."""
        known = given(record)
        if known:
            small = (place for place in record.places if record.is_small(place, LINE))
            return next((place for place in small if record.words(place) == known), record.start), known
        body = self._tops(record)
        of_editing: tuple[bool, tuple[int, int], int, str] | None = None
        for label, nth in self.labels:
            places = record.labels(label) or self._alike(record, label)
            named = [
                (words.startswith("@"), distance(self._found, time, place), place, words)
                for place in self._nth(record, places, nth, time)
                if not self._found.is_in(place, body) and (words := self._name(record, label, place))
            ]
            if named and of_editing is None:
                found = min(named)
                if time is None or not self._is_of_editing(record, time, found[2]):
                    return found[2:]
                of_editing = found
            elif (
                named
                and of_editing
                and min(named)[1][0] < of_editing[1][0]
                and is_marked_as_name(self._found.tags[min(named)[2]])
            ):
                return min(named)[2:]
        return of_editing[2:] if of_editing else self._often_named(record, body)

    def _nth(self, record: Record, places: Sequence[int], nth: int, time: int | None) -> Sequence[int]:
        """Of the tags of a label those that may name somebody: where words have the same, the one with the time."""
        own = places[nth : nth + 1] if nth else places
        if not nth or time is None or time not in places or any(is_sign(record, place, None) for place in own):
            return own
        return [time]

    def _alike(self, record: Record, label: str) -> list[int]:
        """The places of tags that are called as those of a label are, but stand in what is called otherwise."""
        own = label.rpartition(" ")[2]
        if "." not in own:
            return []
        return [place for other, places in record.labelled.items() if other.endswith(f" {own}") for place in places]

    def _often_named(self, record: Record, body: Sequence[int]) -> tuple[int, str] | None:
        """The name of somebody who wrote so many of the records that it looks like what all of them say."""
        for label, nth in self.labels[:1]:
            for place in record.labels(label)[nth : nth + 1]:
                words = None if self._found.is_in(place, body) else self._name_in(record, place)
                if words:
                    return place, words
        return None

    def _is_of_editing(self, record: Record, time: int, place: int) -> bool:
        """Whether a name stands beside the time of a later change."""
        own = distance(self._found, time, place)
        nearer = (
            at for at in record.places if at in self._found.times and distance(self._found, at, place)[0] < own[0]
        )
        return any(EDITED.search(self._found.tags[self._found.parents[at]].get_text(" ")[:LINE]) for at in nearer)

    def _name(self, record: Record, label: str, place: int) -> str | None:
        """The name in a tag, without the words that the tags of its label have in common."""
        if label not in self.marked and self._common.has(record, label, place):
            return None
        words = self._name_in(record, place)
        pieces = words.split() if words else []
        shared = self._shared.get(label, frozenset())
        while pieces and pieces[0] in shared:
            pieces.pop(0)
        while pieces and pieces[-1] in shared:
            pieces.pop()
        if not pieces:
            return words if label in self.marked else None
        return _fit(record, " ".join(pieces), place)

    def _name_in(self, record: Record, place: int) -> str | None:
        """The name in a tag, without the time and the words around it."""
        if not record.is_small(place, _BYLINE):
            return None
        words = line_of(record, place)
        bare = self._without_times(record, place, words)
        pieces = self._pieces.get(bare)
        if pieces is None:
            # The same people write again and again.
            split = _JOINT.split(_unsaid(bare).strip(_MARKS))[:_SEVERAL]
            pieces = self._pieces[bare] = [_USER.sub("", _COUNT.sub("", piece).strip(_MARKS)) for piece in split]
        for piece in pieces:
            name = piece
            if bare != words:
                name = " ".join(word for word in name.split() if word.strip(",.").casefold() not in self._weekdays)
            if len(name) <= _LONGEST and _fit(record, name, place):
                return name
        return None

    def _without_times(self, record: Record, place: int, words: str) -> str:
        for inside in range(place, min(self._found.ends[place], place + _FEW)):
            time = self._found.times.get(inside)
            if time:
                said = record.words(inside) if inside != place and record.is_small(inside, LINE) else ""
                words = _before(words, said if said and said in words else time.words or "\0")
        return " ".join(words.split())

    @cached_property
    def _weekdays(self) -> frozenset[str]:
        """What is left of a line that says when, and is nobody's name."""
        own = find_names(self._language)
        return ENGLISH.weekdays | (own.weekdays if own else frozenset())

    @cached_property
    def _shared(self) -> dict[str, frozenset[str]]:
        """For each label the words that most of the names in its tags have."""
        said: defaultdict[str, list[str]] = defaultdict(list)
        for record in self._voters:
            for label, places in record.labelled.items():
                words = self._name_in(record, places[0])
                if words:
                    said[label].append(words)
        return {label: _shared_words(names) for label, names in said.items() if len(set(names)) >= _SEVERAL}


def given(record: Record) -> str | None:
    """The name that a record gives machines, where it shows it too."""
    name = next((name for name in _GIVEN.values(record.element) if len(name) <= _LONGEST), None)
    return name if name and name in record.words(record.start) else None


def distance(found: Survey, time: int | None, place: int) -> tuple[int, int]:
    """How far a name is from the time: first by what holds both, then by the tags between them."""
    if time is None:
        return 0, 0
    above = time
    while above > 0 and not found.holds(above, place):
        above = found.parents[above]
    return -above, abs(place - time)


def _unsaid(line: str) -> str:
    """A line without what is said of the name in it, in several words: "Ann said on:"."""
    for _ in range(_SEVERAL):
        line = SAID.sub("", line)
    return line


def _before(words: str, time: str) -> str:
    """A line without a time in it; of "Ann on Sunday replied" only what is before, unless the name follows."""
    before, _, after = words.partition(time)
    name = SAID.sub("", before).strip()
    is_name = name and name != before.strip() and after.strip() and not _BY.search(after)
    return name if is_name else words.replace(time, " ")


def _fit(record: Record, name: str, place: int) -> str | None:
    """The same name where it can be one; only a marked one is made of figures."""
    if name.isdigit() and is_marked_as_name(record.found.tags[place]):
        return name
    return None if _NOT_NAME.search(name) else name


def _shared_words(names: Sequence[str]) -> frozenset[str]:
    counts = Counter(word for name in names for word in set(name.split()))
    return frozenset(word for word, count in counts.items() if count > _COMMON * len(names))
