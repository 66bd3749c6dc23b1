"""Tags of each record that name who wrote it: surely, or with words that may be none."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from bs4 import Tag

from threadreader.importer.generic.body import is_piece
from threadreader.importer.generic.record import LINE, Common, Record
from threadreader.importer.generic.signs import as_name, is_pictured, is_sign, lines_of, weigh
from threadreader.importer.generic.survey import Survey
from threadreader.importer.generic.thresholds import FEW, HALF, MAX_NAME_CHARS, MOST, NEARLY, SEVERAL
from threadreader.importer.html.selector import AttributesLike, attribute
from threadreader.importer.html.tree import is_text
from threadreader.importer.lexicon import EDITED, TO_PARENT, folded, is_marked_as_name
from threadreader.importer.names import Column, name_in_address, without_days
from threadreader.model.text import fold_space, wide_length

_BYLINE = 200
"""No line with a name has more letters than this."""

_CLEARLY = 1.5
"""So much surer must another tag of a label be than the first one to be where names are."""

_WRITER = ("author", "creator")

_FEW = 20
"""A name is said again, or told to machines, in one of so many tags in one that has it."""

_Named = tuple[bool, tuple[int, int], int, str]
"""A name: whether it is one that is spoken to, its distance from the time, its place, and what it says."""

_GIVEN = AttributesLike(r"data-(?:author(?:-name)?|user-?name)")


class MarkedNames:
    """The labels of the tags that are marked as names in some records."""

    def __init__(self, found: Survey, voters: Sequence[Record]) -> None:
        self.found = found
        self.voters = voters

    @cached_property
    def labels(self) -> list[str]:
        """Those that most records have: at least half, and nearly as many as any have."""
        votes: Counter[str] = Counter()
        names = set(self.found.names)
        for record in self.voters:
            votes.update(
                label
                for label, places in record.labelled.items()
                if not names.isdisjoint(places) and label not in self.listing
            )
        least = max(HALF * len(self.voters), NEARLY * max(votes.values(), default=0))
        return [label for label, count in votes.most_common(SEVERAL) if count >= least]

    @cached_property
    def listing(self) -> set[str]:
        """The labels of links of which most records with any have many side by side: all who like a comment."""
        seen: Counter[str] = Counter()
        listed: Counter[str] = Counter()
        for record in self.voters:
            for label, places in record.labelled.items():
                seen[label] += 1
                listed[label] += len(places) > FEW and self._are_links(places)
        return {label for label, count in listed.items() if count > HALF * seen[label]}

    def _are_links(self, places: Sequence[int]) -> bool:
        is_link = all(self.found.tags[place].name == "a" for place in places)
        return is_link and len({self.found.parents[place] for place in places}) == 1


class Naming:
    """The labels that name somebody; `tops` gives the places of what holds the words of a record alone."""

    def __init__(
        self, marked: MarkedNames, common: Common, language: str | None, tops: Callable[[Record], Sequence[int]]
    ) -> None:
        self._found = marked.found
        self._voters = marked.voters
        self._marked = marked
        self._common = common
        self._language = language
        self._tops = tops
        self._columns: dict[tuple[str, int], Column] = {}
        """The words of the tags of a label, by how many of them come before."""

    @cached_property
    def said(self) -> Mapping[tuple[str, int], Sequence[tuple[Record, int, str]]]:
        """Possible names: by label, and by how many tags of the label come before; each with record and place."""
        votes: defaultdict[tuple[str, int], list[tuple[Record, int, str]]] = defaultdict(list)
        for record in self._voters:
            body = self._tops(record)
            for label, places in record.labelled.items():
                for nth, place in enumerate(() if label in self._marked.listing else places[:SEVERAL]):
                    words = None if self._found.is_in(place, body) else self._name(record, label, nth, place)
                    if words:
                        votes[label, nth].append((record, place, words))
        return votes

    @cached_property
    def labels(self) -> list[tuple[str, int]]:
        """The surest first, each with how many tags of the label come before the one that names somebody."""
        weights = self._weights
        first = {label: max(0, weight) for (label, nth), weight in weights.items() if nth == 0}
        sure = (
            called
            for called, weight in weights.items()
            if weight > 0 and (not called[1] or weight > _CLEARLY * first.get(called[0], 0))
        )
        ordered = sorted(sure, key=lambda called: -weights[called])
        # What is the same everywhere names only who writes all of a page.
        return [called for called in ordered if called == ordered[0] or called not in self._same]

    @cached_property
    def _weights(self) -> Mapping[tuple[str, int], float]:
        return {called: weigh(said) for called, said in self.said.items()}

    @cached_property
    def _same(self) -> set[tuple[str, int]]:
        """The labels of which all tags say the same, in nearly all records."""
        least = max(SEVERAL, NEARLY * len(self._voters))
        everywhere = [(called, said) for called, said in self.said.items() if len(said) >= least]
        return {called for called, said in everywhere if len({words for *_, words in said}) == 1}

    def _is_less(self, label: str, nth: int) -> bool:
        """True if what the tags of a label with so many before them say is less like names than what the first do."""
        some = [called for called in ((label, nth), (label, 0)) if called in self.said]
        likeness = [self._weights[called] / len(self.said[called]) for called in some]
        return len(some) > 1 and likeness[0] < NEARLY * likeness[1]

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
            if unlike > HALF * len(both) and not self._is_marked(called):
                of_others.add(called)
            else:
                known = said | known
        return of_others

    def _is_marked(self, called: tuple[str, int]) -> bool:
        """True if most tags of a label are marked as names, and no record has several."""
        if (called[0], 1) in self.said:
            return False
        marked = sum(is_marked_as_name(self._found.tags[place]) for _, place, _ in self.said[called])
        return marked > HALF * len(self.said[called])

    def name(self, record: Record, time: int | None) -> tuple[int, str] | None:
        """Index at which a record names its writer, and the name; `time` is that of its time."""
        known = given(record)
        if known:
            small = (place for place in record.places if record.is_small(place, LINE))
            return next((place for place in small if record.words(place) == known), record.start), known
        if self._profiles:
            return self._name_of_profile(record)
        body = self._tops(record)
        addressed = _before_address(record)
        if addressed and not self._found.is_in(addressed[0], body):
            return addressed
        return (
            self._voted(record, time, body)
            or self._often_named(record, body)
            or self._unlike_others(record, body)
            or addressed
        )

    def _voted(self, record: Record, time: int | None, body: Sequence[int]) -> tuple[int, str] | None:
        """The name in a tag of the surest label that names somebody here, not whoever changed the words later."""
        of_editing: _Named | None = None
        for label, nth in self.labels:
            places = record.labels(label) or record.alike(label)
            if of_editing is None and (label, nth) in self._of_others:
                continue
            named = [
                (words.startswith("@"), distance(self._found, time, place), place, words)
                for at, place in self._nth(record, places, nth, time)
                if not (at and ((label, at) in self._same or self._is_less(label, at)))
                and not self._found.is_in(place, body)
                and (words := self._name(record, label, at, place))
            ]
            if named and of_editing is None:
                found = self._who_answers(named)
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
        return of_editing[2:] if of_editing else None

    def _who_answers(self, named: Sequence[_Named]) -> _Named:
        """The nearest of some names; of two in one line, "Ann replied to Ben", the first."""
        nearest = min(named)
        is_spoken_to, away, place, words = nearest
        tags = self._found.tags
        inside = self._found.links(place + 1, self._found.ends[place])[:2]
        says = next(filter(None, (_before_answered(tags[each]) for each in inside)), None)
        if says and words.partition(says)[0].strip():
            return is_spoken_to, away, place, words.partition(says)[0].strip()
        before = [each for each in named if each[2] < place and tags[each[2]].parent is tags[place].parent]
        return before[-1] if before and _before_answered(tags[place]) else nearest

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
        is_enough = most and len(named[most]) > HALF * len(self._voters) and len(set(named[most])) > 1
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
        """The name of somebody who wrote so many of the records that it looks like what all of them say.

        Behind other than the surest label it is one that another record has too.
        """
        for label, nth in self.labels:
            is_surest = (label, nth) == self.labels[0]
            for place in record.labels(label)[nth : nth + 1]:
                words = None if self._found.is_in(place, body) else self._name_in(record, label, nth, place)
                if words and (is_surest or words in self._named):
                    return place, words
        return None

    @cached_property
    def _named(self) -> set[str]:
        """The names that records have behind the surest label."""
        return {words for *_, words in self.said[self.labels[0]]}

    def _unlike_others(self, record: Record, body: Sequence[int]) -> tuple[int, str] | None:
        """The words where the others have their names, though they look like none: "12_0_13", "ann@example.org".

        Of a line that says more, with time and words around names, only one word that is left of it can be one.
        """
        for label, nth in self.labels[:1]:
            if not self._name_most(label, nth):
                return None
            column = self._column(label, nth)
            for place in record.labels(label)[nth : nth + 1]:
                words = column.names(lines_of(record, place)[1])[0] if record.is_small(place, _BYLINE) else ""
                says_more = column.is_cut or place in self._found.times
                if words and not (says_more and " " in words) and not self._found.is_in(place, body):
                    return place, words
        return None

    def _name_most(self, label: str, nth: int) -> bool:
        """True if most tags of a label say a name."""
        places = [(record, places[nth]) for record in self._voters if len(places := record.labels(label)) > nth]
        named = sum(self._name_in(record, label, nth, place) is not None for record, place in places)
        return len(places) >= SEVERAL and named >= MOST * len(places)

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
        if not record.is_small(place, _BYLINE):
            return None
        is_marked = label in self._marked.labels
        if not is_marked and self._common.has(record, label, place) and not is_pictured(record, place):
            return None
        words = self._name_in(record, label, nth, place)
        name = self._column(label, nth).own(words) if words else ""
        if not name:
            return words if is_marked else None
        return as_name(record, name, place)

    def _name_in(self, record: Record, label: str, nth: int, place: int) -> str | None:
        """The name in a tag, without the time and the words around it."""
        if not record.is_small(place, _BYLINE):
            return None
        words, bare = lines_of(record, place)
        told = self._told(record, place)
        names = [told] if told else self._column(label, nth).names(bare)
        if bare != words:
            names = [without_days(name, self._language) for name in names]
        return next(
            (name for name in names if wide_length(name) <= MAX_NAME_CHARS and as_name(record, name, place)), None
        )

    def _told(self, record: Record, place: int) -> str | None:
        """The words of what in a tag tells machines who wrote: what people read around them is no part of the name."""
        inside = range(place + 1, min(self._found.ends[place], place + _FEW))
        marked = (at for at in inside if "itemprop" in self._found.shapes[at].attributes)
        told = (at for at in marked if attribute(self._found.tags[at], "itemprop") in _WRITER)
        return next((record.words(at) for at in told if record.is_small(at, MAX_NAME_CHARS)), None)

    def _column(self, label: str, nth: int) -> Column:
        """The words of the tags of a label, of which so many come before in each record."""
        nth = min(nth, SEVERAL - 1)
        known = self._columns.get((label, nth))
        if known is None:
            places = [(record, record.labels(label)[nth : nth + 1]) for record in self._voters]
            small = ((record, place) for record, some in places for place in some if record.is_small(place, _BYLINE))
            known = self._columns[label, nth] = Column(
                (lines_of(record, place)[1] for record, place in small), self._language
            )
        return known


def _before_address(record: Record) -> tuple[int, str] | None:
    """The name in a line "Ann <ann@example.org>" of which only the address is a link, and the place of the link."""
    for place in record.places:
        tag = record.found.tags[place]
        before = tag.previous_sibling
        if before is None or not is_text(before) or not (attribute(tag, "href") or "").startswith("mailto:"):
            continue
        name, sign, behind = fold_space(before).rpartition("<")
        name = name.strip()
        if sign and name and not behind and len(name) <= MAX_NAME_CHARS and as_name(record, name, place):
            return place, name
    return None


def _before_answered(tag: Tag) -> str | None:
    """The words right before a tag where they say that what follows is answered."""
    node = tag.previous_sibling
    return fold_space(node) if node is not None and is_text(node) and TO_PARENT.search(node) else None


def given(record: Record) -> str | None:
    """The name that a record gives machines, where it shows it too."""
    name = next((name for name in _GIVEN.values(record.element) if len(name) <= MAX_NAME_CHARS), None)
    return name if name and name in record.words(record.start) else None


def distance(found: Survey, time: int | None, place: int) -> tuple[int, int]:
    """The distance of a name from the time: first by what holds both, then by the tags between them."""
    if time is None:
        return 0, 0
    above = time
    while above > 0 and not found.holds(above, place):
        above = found.parents[above]
    return -above, abs(place - time)


_MUCH_MORE, _PROSE = 4, 40
"""The words are told from names where they have so many times as many letters, and more than these."""


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
        return not is_piece(label) and signed >= HALF * len(said)

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
