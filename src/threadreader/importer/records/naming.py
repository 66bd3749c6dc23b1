"""Which tags of each record name who wrote it."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property

from bs4 import Tag

from threadreader.importer.dates.locale import find_names
from threadreader.importer.dates.names import ENGLISH
from threadreader.importer.records.bodies import is_text
from threadreader.importer.records.common import LINE, Common
from threadreader.importer.records.likeness import weigh
from threadreader.importer.records.record import Record
from threadreader.importer.records.survey import Survey
from threadreader.importer.records.vocabulary import EDITED, SAID, is_badge, is_marked_as_name
from threadreader.importer.selector import Attributes, classes
from threadreader.model.clean import fold_space

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
    r"|^(?:reply|quote|report|flag|respond|like|share|antworten|zitieren|melden|répondre|citer|signaler|responder|citar|denunciar"
    r"|rispondi|segnala|cita|beantwoorden|reageer|odpowiedz|cytuj|ответить|цитировать|回复|回覆|引用|返信|답글|댓글)$"
    r"|^\d{1,2}\s?(?:s|secs?|m|mins?|h|hrs?|d|w|wks?|mo|mos|y|yrs?)(?:\s+ago)?$",
    re.IGNORECASE,
)


_WHAT = re.compile(
    r"\W*(?:(?:post|topic|thread)?\s?(?:author|starter)|autore?|auteure?|autora|verfasser(?:in)?|op|mod|moderat(?:or|eur|ore|eurin)"
    r"|admin|administrator|staff|team|автор|модератор|楼主|作者)\W*",
    re.IGNORECASE,
)
"""What somebody is here, in a tag of its own beside the name."""


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
    def labels(self) -> list[tuple[str, int]]:
        """The surest first, each with how many tags of the label come before the one that names somebody."""
        votes: defaultdict[tuple[str, int], list[tuple[Record, int, str]]] = defaultdict(list)
        for record in self._voters:
            body = self._tops(record)
            for label, places in record.labelled.items():
                for nth, place in enumerate(places[:_SEVERAL]):
                    words = None if self._found.is_in(place, body) else self._name(record, label, place)
                    if words:
                        votes[label, nth].append((record, place, words))
        weights = {called: weigh(said) for called, said in votes.items()}
        first = {label: max(0, weight) for (label, nth), weight in weights.items() if nth == 0}
        sure = (
            called
            for called, weight in weights.items()
            if weight > 0 and (not called[1] or weight > _CLEARLY * first.get(called[0], 0))
        )
        return sorted(sure, key=lambda called: -weights[called])

    def name(self, record: Record, time: int | None) -> tuple[int, str] | None:
        """Where a record names its writer, and the name; `time` is where it says when."""
        given = self._given(record)
        if given:
            small = (place for place in record.places if record.is_small(place, LINE))
            return next((place for place in small if record.words(place) == given), record.start), given
        body = self._tops(record)
        of_editing: tuple[bool, tuple[int, int], int, str] | None = None
        for label, nth in self.labels:
            places = record.labels(label) or self._alike(record, label)
            named = [
                (words.startswith("@"), self._distance(time, place), place, words)
                for place in (places[nth : nth + 1] if nth else places)
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
        own = self._distance(time, place)
        nearer = (at for at in record.places if at in self._found.times and self._distance(at, place)[0] < own[0])
        return any(EDITED.search(self._found.tags[self._found.parents[at]].get_text(" ")[:LINE]) for at in nearer)

    def _given(self, record: Record) -> str | None:
        """The name that a record gives machines, where it shows it too."""
        given = next((name for name in _GIVEN.values(record.element) if len(name) <= _LONGEST), None)
        return given if given and given in record.words(record.start) else None

    def _distance(self, time: int | None, place: int) -> tuple[int, int]:
        """How far a name is from the time: first by what holds both, then by the tags between them."""
        if time is None:
            return 0, 0
        above = time
        while above > 0 and not self._found.holds(above, place):
            above = self._found.parents[above]
        return -above, abs(place - time)

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
        words = _line(record, place)
        bare = self._without_times(record, place, words)
        pieces = self._pieces.get(bare)
        if pieces is None:
            # The same people write again and again.
            split = _JOINT.split(SAID.sub("", SAID.sub("", bare)).strip(_MARKS))[:_SEVERAL]
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


def _before(words: str, time: str) -> str:
    """A line without a time in it; of "Ann on Sunday replied" only what is before, unless the name follows."""
    before, _, after = words.partition(time)
    name = SAID.sub("", before).strip()
    is_name = name and name != before.strip() and after.strip() and not _BY.search(after)
    return name if is_name else words.replace(time, " ")


def _line(record: Record, place: int) -> str:
    """The words in a tag where a name is: before the first break, or in a line below that says who and when."""
    words = record.region.first_line(record.found.tags[place], _is_beside_name)
    time = record.found.times.get(place)
    if time is None or not time.line or not time.words or time.words in words:
        return words
    line = fold_space(time.line)
    return line if SAID.search(line.replace(time.words, " ").strip()) else words


def _fit(record: Record, name: str, place: int) -> str | None:
    """The same name where it can be one; only a marked one is made of figures."""
    if name.isdigit() and is_marked_as_name(record.found.tags[place]):
        return name
    return None if _NOT_NAME.search(name) else name


def _is_beside_name(tag: Tag) -> bool:
    return _is_portrait(tag) or is_badge(tag) or _is_to_answer(tag) or _says_what(tag)


def _is_to_answer(tag: Tag) -> bool:
    return tag.name in ("a", "button") and any("reply" in word.lower() for word in classes(tag))


def _says_what(tag: Tag) -> bool:
    """Whether a tag says no more than what somebody is here."""
    words = tag.contents[0] if len(tag.contents) == 1 else None
    return (
        words is not None
        and is_text(words)
        and len(words) < _LONGEST
        and _WHAT.fullmatch(fold_space(words)) is not None
    )


def _is_portrait(tag: Tag) -> bool:
    """Whether a tag stands for the picture of somebody: often with the first letter of the name."""
    return any("avatar" in word.lower() for word in classes(tag))


def _shared_words(names: Sequence[str]) -> frozenset[str]:
    counts = Counter(word for name in names for word in set(name.split()))
    return frozenset(word for word, count in counts.items() if count > _COMMON * len(names))
