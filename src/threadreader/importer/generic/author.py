"""Which tags of each record name who wrote it.

How much what tags of one label say looks like the names of those who wrote.

Whether what is taken for the name of a writer is surely one, or may be words of a comment.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from bs4 import Tag

from threadreader.importer.generic.body import is_piece
from threadreader.importer.generic.record import LINE, Common, Record
from threadreader.importer.generic.survey import Survey
from threadreader.importer.html.selector import Attributes, attribute, classes
from threadreader.importer.html.tree import cached_by_signature, is_text
from threadreader.importer.lexicon import BYLINE_AFFIX, EDITED, HEADINGS, folded, is_badge, is_marked_as_name
from threadreader.importer.names import MARKS, Column, name_in_address, without_days
from threadreader.lexicon import alternatives
from threadreader.model.text import fold_space

_HALF, _NEARLY = 0.5, 0.9  # shares of records: most, and all but what is odd (judgement)
_FEW_WRITERS = 10
"""For each of the words that the tags of a label say there are fewer tags, where these are the names of writers."""

_SEVERAL, _MANY = 3, 200  # records that are no chance; tags that are searched (time)
_NAMING = frozenset(("b", "strong", "cite", "a", "address", "dt"))
_ANCHORED = re.compile(r"[^#]*+#\D*+\d")
_SHORTENED = 4
"""A word at the end of a name has no more characters than this where it is shortened: "Jr."."""

_NOT_WORD = re.compile(r"[\W_]+")
_INITIALS = 2  # letters in place of a picture: "AB"
_FIRST_WIDE = "\u2e80"
"""The first letter of the blocks of Chinese, Japanese and Korean."""

_MAX_NAME_CHARS = 100  # longer ones are sentences (judgement)
_WHAT = re.compile(rf"\W*(?:{alternatives('roles')})\W*", re.IGNORECASE)
"""A role of somebody here, in a tag of its own beside the name."""

_ENDS = ("!", "?", "\u2026", "\uff01", "\uff1f", "\uff1a", "\u3002")
"""Ends of sentences, and of greetings before the words."""


def weigh(said: Sequence[tuple[Record, int, str]]) -> float:
    """The likeness of all that the tags of a label say, each given with its record and its place."""
    most = max(Counter(words for *_, words in said).values())
    is_same = len(said) >= _SEVERAL and most >= _NEARLY * len(said)
    is_same |= len(said) >= _FEW_WRITERS * len({words for *_, words in said})
    counted = {folded(words) for *_, words in said}
    is_counting = sum(words.isdigit() for *_, words in said) > _HALF * len(said) or (
        len(said) >= _SEVERAL and len(counted) == 1 and "0" in next(iter(counted)) and len(set(said)) > 1
    )
    is_worthless = is_counting or _are_initials([words for *_, words in said])
    is_same = is_same and sum(_is_in_address(*each) for each in said) <= _HALF * len(said)
    return sum(_quality(*each) for each in said) * (0.02 if is_worthless else 0.2 if is_same else 1)


def _is_in_address(record: Record, place: int, words: str) -> bool:
    """True if a link leads to the profile of whom it names."""
    name = name_in_address(attribute(record.found.tags[place], "href"))
    return name is not None and _NOT_WORD.sub("", name).casefold() == _NOT_WORD.sub("", words).casefold()


def _are_initials(said: Sequence[str]) -> bool:
    """True if nearly all that tags say is so short as what stands for a picture; names in wide letters are, too."""
    short = sum(len(words) <= _INITIALS and max(words) < _FIRST_WIDE for words in said)
    return len(said) >= _SEVERAL and short >= _NEARLY * len(said)


def line_of(record: Record, place: int) -> str:
    """The words in a tag where a name is: before the first break, or in a line below that says who and when."""
    return _lines_of(record, place)[0]


def _lines_of(record: Record, place: int) -> tuple[str, str]:
    """The line in a tag where a name is, and the same without times."""
    known = record.lines.get(place)
    if known is None:
        line = _line_of(record, place)
        known = record.lines[place] = line, _without_times(record, place, line)
    return known


def _line_of(record: Record, place: int) -> str:
    words = record.region.first_line(record.found.tags[place], _is_beside_name)
    time = record.found.times.get(place)
    if time is None or not time.line or not time.words or time.words in words:
        return words
    line = fold_space(time.line)
    return line if BYLINE_AFFIX.search(line.replace(time.words, " ").strip()) else words


def _without_times(record: Record, place: int, words: str) -> str:
    for inside in range(place, min(record.found.ends[place], place + _NAME_SAMPLE_LIMIT)):
        time = record.found.times.get(inside)
        if time:
            said = record.words(inside) if inside != place and record.is_small(inside, LINE) else ""
            words = _before(words, said if said and said in words else time.words or "\0")
    return " ".join(words.split())


def is_sign(record: Record, place: int, time: int | None) -> bool:
    """True if a tag tells that it names somebody: it is marked so, or holds words of saying, or the record's time."""
    tag = record.found.tags[place]
    if is_marked_as_name(tag) or _is_in_marked(record, place) or tag.name in _NAMING | HEADINGS:
        return True
    if record.found.has_time(place, record.found.ends[place]):
        return time is not None and record.found.holds(place, time)
    return bool(BYLINE_AFFIX.search(line_of(record, place)))


def _quality(record: Record, place: int, words: str) -> float:
    """The likeness of a tag to a name."""
    tag = record.found.tags[place]
    count = len(words.split())
    line = line_of(record, place)
    return (
        0.2
        + 0.5 * is_marked_as_name(tag)
        + 0.25 * _is_in_marked(record, place)
        + 0.15 * (tag.name in _NAMING)
        + 0.4 * any(map(BYLINE_AFFIX.search, _lines_of(record, place)))
        + 0.3 * (_is_pictured(record, words) or _is_in_address(record, place, words))
        + 0.1 * (count <= _SEVERAL)
        + 0.2 * (place in record.found.times and line.lstrip(MARKS).startswith(words))
        - 0.1 * (place in record.found.times)
        - 0.3 * bool(_ANCHORED.match(attribute(tag, "href") or ""))
        - 0.2 * (count > _SEVERAL + 2)
        - 0.4 * (len(words) == 1)
        - 0.5 * (words.endswith(_ENDS) or _is_sentence(words))
        - 0.2 * words.startswith("@")
        - 0.002 * record.letters(place)
    )


def _is_sentence(words: str) -> bool:
    """True if words end as a sentence does, and not with an initial or a title."""
    *others, last = words.split()
    return last.endswith(".") and len(others) >= _SEVERAL - 1 and len(last) > _SHORTENED


def _is_in_marked(record: Record, place: int) -> bool:
    """True if what a tag stands in is marked as somebody's."""
    for _ in range(2):
        place = record.found.parents[place]
        if place <= record.start:
            return False
        if is_marked_as_name(record.found.tags[place]):
            return True
    return False


def _is_pictured(record: Record, words: str) -> bool:
    """True if a picture has the same name."""
    tags = (record.found.tags[place] for place in record.places[:_MANY])
    return any(words in (attribute(tag, "alt"), attribute(tag, "title")) for tag in tags if tag.name == "img")


def _is_beside_name(tag: Tag) -> bool:
    return _is_called_otherwise(tag) or _says_what(tag)


@cached_by_signature
def _is_called_otherwise(tag: Tag) -> bool:
    """True if a tag is called a picture, a rank or a link to answer."""
    return _is_portrait(tag) or is_badge(tag) or _is_to_answer(tag)


def _is_to_answer(tag: Tag) -> bool:
    return tag.name in ("a", "button") and any("reply" in word.lower() for word in classes(tag))


def _says_what(tag: Tag) -> bool:
    """True if a tag says no more than what somebody is here."""
    words = tag.contents[0] if len(tag.contents) == 1 else None
    return (
        words is not None
        and is_text(words)
        and len(words) < _MAX_NAME_CHARS
        and _WHAT.fullmatch(fold_space(words)) is not None
    )


def _is_portrait(tag: Tag) -> bool:
    """True if a tag stands for the picture of somebody: often with the first letter of the name."""
    return any("avatar" in word.lower() for word in classes(tag))


_BYLINE = 200
"""No line with a name has more letters than this."""

_MOST = 0.6  # share of records: clearly more than half (judgement)
_CLEARLY = 1.5
"""So much surer must another tag of a label be than the first one to be where names are."""

_NAME_SAMPLE_LIMIT = 20  # tags in a name that are searched for a time (time)
_GIVEN = Attributes("data-author", "data-author-name", "data-username", "data-user-name", "data-nick")
_BY = re.compile(rf"(?<!\w)(?:{alternatives('by', 'by_after_time')})\s|:(?!\d)", re.IGNORECASE)
"""The words between a time and a name that follows it."""

_NOT_NAME = re.compile(
    r"^[\W\d_]*$|^https?:|^[^@]*+@.*\.\w+$|^\W*(?:\w{2,3}\W+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]m)?\W*$|^#\d+"
    rf"|^(?:{alternatives('actions_in_past', 'reporting_verbs', 'reporting_verbs_in_byline')})$"
    r"|^[^\d:]{2,20}:\s*\d[\d.,]*$"
    rf"|^(?:{alternatives('reply_action', 'other_action', 'post_numbers')})$"
    rf"|^\d{{1,2}}\s?(?:{alternatives('units_of_time')})(?:\s+(?:{alternatives('ago')}))?$",
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
        self._columns: dict[tuple[str, int], Column] = {}
        """The words of the tags of a label, by how many of them come before."""

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
        """Possible names: by label, and by how many tags of the label come before; each with record and place."""
        votes: defaultdict[tuple[str, int], list[tuple[Record, int, str]]] = defaultdict(list)
        for record in self._voters:
            body = self._tops(record)
            for label, places in record.labelled.items():
                for nth, place in enumerate(places[:_SEVERAL]):
                    words = None if self._found.is_in(place, body) else self._name(record, label, nth, place)
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
        ordered = sorted(sure, key=lambda called: -weights[called])
        # What is the same everywhere names only who writes all of a page.
        return [called for called in ordered if called == ordered[0] or not self._is_same(called)]

    def _is_same(self, called: tuple[str, int]) -> bool:
        """True if all tags of a label say the same, in nearly all records."""
        said = self.said[called]
        is_everywhere = len(said) >= max(_SEVERAL, _NEARLY * len(self._voters))
        return is_everywhere and len({words for *_, words in said}) == 1

    @cached_property
    def _of_others(self) -> set[tuple[str, int]]:
        """The labels that mostly say something else than surer ones where a record has both, as links in words do.

        A marked name that is alone is none of them: where a surer one names who edited, it is the writer's.
        """
        known: dict[int, tuple[int, str]] = {}
        of_others: set[tuple[str, int]] = set()
        for called in self.labels:
            said = {record.start: (place, words) for record, place, words in self.said[called]}
            both = [(said[start], known[start]) for start in said.keys() & known.keys()]
            unlike = sum(one[1] != sure[1] and not self._found.holds(one[0], sure[0]) for one, sure in both)
            if unlike > _HALF * len(both) and not self._is_marked(called):
                of_others.add(called)
            else:
                known = said | known
        return of_others

    def _is_marked(self, called: tuple[str, int]) -> bool:
        """True if most tags of a label are marked as names, and no record has several."""
        if (called[0], 1) in self.said:
            return False
        marked = sum(is_marked_as_name(self._found.tags[place]) for _, place, _ in self.said[called])
        return marked > _HALF * len(self.said[called])

    def name(self, record: Record, time: int | None) -> tuple[int, str] | None:
        """Where a record names its writer, and the name; `time` is where it says when."""
        known = given(record)
        if known:
            small = (place for place in record.places if record.is_small(place, LINE))
            return next((place for place in small if record.words(place) == known), record.start), known
        if self._profiles:
            return self._name_of_profile(record)
        body = self._tops(record)
        of_editing: tuple[bool, tuple[int, int], int, str] | None = None
        for label, nth in self.labels:
            places = record.labels(label) or record.alike(label)
            if of_editing is None and (label, nth) in self._of_others:
                continue
            named = [
                (words.startswith("@"), distance(self._found, time, place), place, words)
                for at, place in self._nth(record, places, nth, time)
                if not self._found.is_in(place, body) and (words := self._name(record, label, at, place))
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
        return of_editing[2:] if of_editing else self._often_named(record, body) or self._unlike_others(record, body)

    @cached_property
    def _profiles(self) -> str | None:
        """The label of links to profiles in most records, where nothing but their addresses tells the writers apart."""
        if len({folded(words).strip(" 0") for called in self.labels[:1] for *_, words in self.said[called]}) > 1:
            return None
        named: defaultdict[str, list[str]] = defaultdict(list)
        for record in self._voters:
            for label, places in record.labelled.items():
                name = name_in_address(attribute(self._found.tags[places[0]], "href"))
                if name:
                    named[label].append(name)
        most = max(named, key=lambda label: len(named[label]), default=None)
        is_enough = most and len(named[most]) > _HALF * len(self._voters) and len(set(named[most])) > 1
        return most if is_enough else None

    def _name_of_profile(self, record: Record) -> tuple[int, str] | None:
        places = record.labels(self._profiles)[:1]
        named = ((place, name_in_address(attribute(self._found.tags[place], "href"))) for place in places)
        return next(((place, name) for place, name in named if name), None)

    def _nth(self, record: Record, places: Sequence[int], nth: int, time: int | None) -> Iterable[tuple[int, int]]:
        """Of the tags of a label those that may name somebody: where words have the same, the one with the time.

        Each comes with how many of the label are before it.
        """
        own = [*enumerate(places)][nth : nth + 1 if nth else None]
        if not nth or time is None or time not in places or any(is_sign(record, place, None) for _, place in own):
            return own
        return [(places.index(time), time)]

    def _often_named(self, record: Record, body: Sequence[int]) -> tuple[int, str] | None:
        """The name of somebody who wrote so many of the records that it looks like what all of them say."""
        for label, nth in self.labels[:1]:
            for place in record.labels(label)[nth : nth + 1]:
                words = None if self._found.is_in(place, body) else self._name_in(record, label, nth, place)
                if words:
                    return place, words
        return None

    def _unlike_others(self, record: Record, body: Sequence[int]) -> tuple[int, str] | None:
        """The words where the others have their names, though they look like none: "12_0_13", "@@"."""
        for label, nth in self.labels[:1]:
            if self._column(label, nth).is_cut or not self._name_most(label, nth):
                return None
            for place in record.labels(label)[nth : nth + 1]:
                words = line_of(record, place) if record.is_small(place, _BYLINE) else ""
                if words and place not in self._found.times and not self._found.is_in(place, body):
                    return place, words
        return None

    def _name_most(self, label: str, nth: int) -> bool:
        """True if most tags of a label say a name."""
        places = [(record, places[nth]) for record in self._voters if len(places := record.labels(label)) > nth]
        named = sum(self._name_in(record, label, nth, place) is not None for record, place in places)
        return len(places) >= _SEVERAL and named >= _MOST * len(places)

    def _is_of_editing(self, record: Record, time: int, place: int) -> bool:
        """True if a name stands beside the time of a later change."""
        own = distance(self._found, time, place)
        nearer = (
            at
            for at in record.places
            if self._found.has_time(at, at + 1) and distance(self._found, at, place)[0] < own[0]
        )
        return any(EDITED.search(self._found.tags[self._found.parents[at]].get_text(" ")[:LINE]) for at in nearer)

    def _name(self, record: Record, label: str, nth: int, place: int) -> str | None:
        """The name in a tag, without the words that the tags of its label have in common."""
        if label not in self.marked and self._common.has(record, label, place):
            return None
        words = self._name_in(record, label, nth, place)
        name = self._column(label, nth).own(words) if words else ""
        if not name:
            return words if label in self.marked else None
        return _fit(record, name, place)

    def _name_in(self, record: Record, label: str, nth: int, place: int) -> str | None:
        """The name in a tag, without the time and the words around it."""
        if not record.is_small(place, _BYLINE):
            return None
        words, bare = _lines_of(record, place)
        names = self._column(label, nth).names(bare)
        if bare != words:
            names = [without_days(name, self._language) for name in names]
        return next((name for name in names if _width(name) <= _MAX_NAME_CHARS and _fit(record, name, place)), None)

    def _column(self, label: str, nth: int) -> Column:
        """The words of the tags of a label, of which so many come before in each record."""
        nth = min(nth, _SEVERAL - 1)
        known = self._columns.get((label, nth))
        if known is None:
            places = [(record, record.labels(label)[nth : nth + 1]) for record in self._voters]
            small = ((record, place) for record, some in places for place in some if record.is_small(place, _BYLINE))
            known = self._columns[label, nth] = Column(
                (_lines_of(record, place)[1] for record, place in small), self._language
            )
        return known


def given(record: Record) -> str | None:
    """The name that a record gives machines, where it shows it too."""
    name = next((name for name in _GIVEN.values(record.element) if len(name) <= _MAX_NAME_CHARS), None)
    return name if name and name in record.words(record.start) else None


def distance(found: Survey, time: int | None, place: int) -> tuple[int, int]:
    """The distance of a name from the time: first by what holds both, then by the tags between them."""
    if time is None:
        return 0, 0
    above = time
    while above > 0 and not found.holds(above, place):
        above = found.parents[above]
    return -above, abs(place - time)


def _before(words: str, time: str) -> str:
    """A line without a time in it; of "Ann on Sunday replied" only what is before, unless the name follows."""
    before, _, after = words.partition(time)
    name = BYLINE_AFFIX.sub("", before).strip()
    is_name = name and name != before.strip() and after.strip() and not _BY.search(after)
    return name if is_name else words.replace(time, " ")


def _width(name: str) -> int:
    """The characters of a name, wide ones twice: a sentence has fewer of these."""
    return len(name) + sum(each >= _FIRST_WIDE for each in name)


def _fit(record: Record, name: str, place: int) -> str | None:
    """The same name where it can be one; only a marked one is made of figures."""
    if name.isdigit() and is_marked_as_name(record.found.tags[place]):
        return name
    return None if _NOT_NAME.search(name) else name


_MUCH_MORE, _PROSE = 4, 40
"""The words are told from names where they have so many times as many letters, and more than these."""

_FEW = 20
"""A name is said again in one of so many tags in one that has it."""


class Sureness:
    """The names in the records of a group; `tops` gives the places of what holds the words of one alone."""

    def __init__(
        self, found: Survey, voters: Sequence[Record], naming: Naming, tops: Callable[[Record], Sequence[int]]
    ) -> None:
        self._found = found
        self._voters = voters
        self._naming = naming
        self._tops = tops

    def is_name(self, record: Record, place: int, time: int | None, name: str | None) -> bool:
        """True if anything tells that a tag names somebody, and so is no part of the words."""
        if given(record) or self._is_signed(record, place, time, name):
            return True
        if any(place in record.labels(label)[nth : nth + 1] for label, nth in self._sure):
            return True
        return (time is not None and self._is_line(record, place, time)) or self._is_much_shorter(record, place)

    def _is_signed(self, record: Record, place: int, time: int | None, name: str | None) -> bool:
        """True if a tag tells that it names somebody, or one in it that says no more than the name."""
        inside = range(place + 1, min(self._found.ends[place], place + _FEW))
        named = (each for each in inside if record.is_small(each, LINE) and record.words(each) == name)
        return any(is_sign(record, each, time) for each in (place, *named))

    def _are_names(self, label: str, said: Sequence[tuple[Record, int, str]]) -> bool:
        """True if what tags of a label say is said again in other records, as names are, or mostly told to be names."""
        if len({words for *_, words in said}) < len(said):
            return True
        signed = sum(self._is_signed(record, place, None, words) for record, place, words in said)
        return not is_piece(label) and signed >= _HALF * len(said)

    def _is_line(self, record: Record, place: int, time: int) -> bool:
        """True if a tag stands beside the time: in the same line of text, or alone with it in one that is not all."""
        tag, words = self._found.tags[place], self._found.times[time].words
        around = (tag.previous_sibling, tag.next_sibling)
        if words and any(node is not None and is_text(node) and words in fold_space(node) for node in around):
            return True
        above = -distance(self._found, time, place)[0]
        return above > record.start and record.is_small(above, LINE) and tag.name != "p"

    def _is_much_shorter(self, record: Record, place: int) -> bool:
        """True if the words are in tags of their own, and mostly much longer than what this one says."""
        return self._length > max(_PROSE, _MUCH_MORE * record.letters(place))

    @cached_property
    def _length(self) -> float:
        """The letters per record of words that are in tags of their own, 0 where they are not."""
        return sum(record.letters(place) for record in self._voters for place in self._tops(record)) / len(self._voters)

    @cached_property
    def _sure(self) -> set[tuple[str, int]]:
        """The labels, with how many of their tags come before one, of what is surely no words."""
        return {called for called, said in self._naming.said.items() if self._are_names(called[0], said)}
