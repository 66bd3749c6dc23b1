"""Tags of each record that name who wrote it: surely, or with words that may be none.

Signs that a tag does: its markup, where it stands, and how much what it says is like a name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from bs4 import Tag

from threadreader.importer.generic.page import (
    HALF_SHARE,
    MAX_NAME_CHARS,
    MIN_FULL_SHARE,
    MIN_RECORDS,
    SurveyedPage,
    marked_names,
)
from threadreader.importer.generic.record import LINE, Common, Record, is_piece
from threadreader.importer.html import HEADINGS
from threadreader.importer.html.selector import AttributesLike, attribute, classes
from threadreader.importer.html.tree import cached_by_signature, is_text
from threadreader.importer.lexicon import (
    BYLINE_AFFIX,
    BYLINE_LEAD,
    EDITED,
    JOINED,
    TO_PARENT,
    folded,
    is_badge,
    is_marked_as_name,
)
from threadreader.importer.names import MARKS, Column, name_in_address, without_days
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.text import fold_space, wide_length

_FEW_WRITERS = 10
"""For each of the words that the tags of a label say there are fewer tags, where these are the names of writers."""

_NAMING = frozenset(("b", "strong", "cite", "a", "address", "dt"))
_ANCHORED = compile_lazily(r"[^#]*+#\D*+\d")
_SHORTENED = 4
"""A word at the end of a name has no more characters than this where it is shortened: "Jr."."""

_KNOWN = 4_096
"""Lines of which it is kept whether they say who: the same people write again and again, each in tags within tags."""

_NOT_WORD = compile_lazily(r"[\W_]+")
_INITIALS = 2  # characters in place of a picture: "AB"

_WHAT = compile_lazily(rf"\W*(?:{alternatives('roles')})\W*", re.IGNORECASE)
"""A role of somebody here, in a tag of its own beside the name."""

_ENDS = ("!", "?", "\u2026", "\uff01", "\uff1f", "\uff1a", "\u3002")
"""Ends of sentences, and of greetings before the words."""


def weigh(texts: Sequence[tuple[Record, int, str]]) -> float:
    """The likeness of all that the tags of a label say, each given with its record and its place."""
    most = max(Counter(words for *_, words in texts).values())
    is_same = len(texts) >= MIN_RECORDS and most >= MIN_FULL_SHARE * len(texts)
    is_same |= len(texts) >= _FEW_WRITERS * len({words for *_, words in texts})
    counted = {folded(words) for *_, words in texts}
    is_counting = sum(words.isdigit() for *_, words in texts) > HALF_SHARE * len(texts) or (
        len(texts) >= MIN_RECORDS and len(counted) == 1 and "0" in next(iter(counted)) and len(set(texts)) > 1
    )
    is_worthless = is_counting or _are_initials([words for *_, words in texts])
    is_same = is_same and sum(_is_in_address(*each) for each in texts) <= HALF_SHARE * len(texts)
    return sum(_quality(*each) for each in texts) * (0.02 if is_worthless else 0.2 if is_same else 1)


def _is_next_to_time(record: Record, index: int, words: str) -> bool:
    """True if words begin a line with a time, or stand right before or behind that."""
    time = record.page.times.get(index)
    if time is None:
        return False
    line = line_of(record, index).strip(MARKS)
    before, found, after = line.partition(time.words or "\0")
    is_next = found and (before.rstrip(MARKS).endswith(words) or after.lstrip(MARKS).startswith(words))
    return bool(is_next) or line.startswith(words)


def _is_in_address(record: Record, index: int, words: str) -> bool:
    """True if a link leads to the profile of whom it names."""
    name = name_in_address(attribute(record.page.elements[index], "href"))
    return name is not None and _NOT_WORD.sub("", name).casefold() == _NOT_WORD.sub("", words).casefold()


def _are_initials(texts: Sequence[str]) -> bool:
    """True if nearly all that tags say is so short as what stands for a picture; names in wide characters are, too."""
    short = sum(len(words) <= _INITIALS and wide_length(words) == len(words) for words in texts)
    return len(texts) >= MIN_RECORDS and short >= MIN_FULL_SHARE * len(texts)


def line_of(record: Record, index: int) -> str:
    """The words in a tag where a name is: before the first break, or in a line below that says who and when."""
    return lines_of(record, index)[0]


def lines_of(record: Record, index: int) -> tuple[str, str]:
    """The line in a tag where a name is, and the same without times."""
    known = record.lines.get(index)
    if known is None:
        line = _line_of(record, index)
        known = record.lines[index] = line, _without_times(record, index, line)
    return known


def _line_of(record: Record, index: int) -> str:
    words = record.region.first_line(record.page.elements[index], _is_next_to_name)
    time = record.page.times.get(index)
    if time is None or not time.line or not time.words or time.words in words:
        return words
    line = fold_space(time.line)
    return line if _has_affix(line.replace(time.words, " ").strip()) else words


def _without_times(record: Record, index: int, words: str) -> str:
    for inside in range(index, min(record.page.ends[index], index + _NAME_SAMPLE_LIMIT)):
        time = record.page.times.get(inside)
        if time:
            texts = record.words(inside) if inside != index and record.is_small(inside, LINE) else ""
            words = _before(words, texts if texts and texts in words else time.words or "\0")
    return " ".join(words.split())


def is_sign(record: Record, index: int, time: int | None) -> bool:
    """True if a tag tells that it names somebody: it is marked so, or holds words of saying, or the record's time."""
    tag = record.page.elements[index]
    if is_marked_as_name(tag) or _is_in_marked(record, index) or tag.name in _NAMING | HEADINGS:
        return True
    if record.page.has_time(index, record.page.ends[index]):
        return time is not None and record.page.covers(index, time)
    return _has_affix(line_of(record, index))


@lru_cache(maxsize=_KNOWN)
def _has_affix(line: str) -> bool:
    return BYLINE_AFFIX.search(line) is not None


def _quality(record: Record, index: int, words: str) -> float:
    """The likeness of a tag to a name."""
    tag = record.page.elements[index]
    count = len(words.split())
    return (
        0.2
        + 0.5 * is_marked_as_name(tag)
        + 0.25 * _is_in_marked(record, index)
        + 0.15 * (tag.name in _NAMING)
        + 0.4 * any(map(_has_affix, lines_of(record, index)))
        + 0.3 * (words in record.pictured or _is_in_address(record, index, words))
        + 0.1 * (count <= MIN_RECORDS)
        + 0.2 * _is_next_to_time(record, index, words)
        - 0.1 * (index in record.page.times)
        - 0.3 * _is_permalink(record, index, words)
        - 0.2 * (count > MIN_RECORDS + 2)
        - 0.4 * (len(words) == 1)
        - 0.5 * (words.endswith(_ENDS) or _is_sentence(words))
        - 0.2 * words.startswith("@")
        - 0.002 * record.text_length(index)
    )


def _is_sentence(words: str) -> bool:
    """True if words end as a sentence does, and not with an initial or a title."""
    *others, last = words.split()
    return last.endswith(".") and len(others) >= MIN_RECORDS - 1 and len(last) > _SHORTENED


def _is_permalink(record: Record, index: int, words: str) -> bool:
    """True if a link with these words, as the title of a post is, leads to a place on a page."""
    inside = range(index, min(record.page.ends[index], index + _NAME_SAMPLE_LIMIT))
    linked = (at for at in inside if "href" in record.page.signatures[at].attributes)
    links = (at for at in linked if _ANCHORED.match(attribute(record.page.elements[at], "href") or ""))
    return any(record.is_small(at, LINE) and words in record.words(at) for at in links)


def _is_in_marked(record: Record, index: int) -> bool:
    """True if what a tag stands in is marked as somebody's."""
    for _ in range(2):
        index = record.page.parents[index]
        if index <= record.start:
            return False
        if is_marked_as_name(record.page.elements[index]):
            return True
    return False


def _is_next_to_name(tag: Tag) -> bool:
    return _is_named_otherwise(tag) or _states_role(tag)


@cached_by_signature
def _is_named_otherwise(tag: Tag) -> bool:
    """True if a tag is called a picture, a rank or a link to answer."""
    return _is_portrait(tag) or is_badge(tag) or _is_to_answer(tag)


def _is_to_answer(tag: Tag) -> bool:
    return tag.name in ("a", "button") and any("reply" in word.lower() for word in classes(tag))


_BRACKETED = compile_lazily(r"[(\uff08][^()\uff08\uff09]+[)\uff09]")


def _states_role(tag: Tag) -> bool:
    """True if a tag says no more than what somebody is here, by its words or in brackets."""
    words = tag.contents[0] if len(tag.contents) == 1 else None
    return (
        words is not None
        and is_text(words)
        and len(words) < MAX_NAME_CHARS
        and (_WHAT.fullmatch(fold_space(words)) or _BRACKETED.fullmatch(fold_space(words))) is not None
    )


def _is_portrait(tag: Tag) -> bool:
    """True if a tag stands for the picture of somebody: often with the first letter of the name."""
    return any("avatar" in word.lower() for word in classes(tag))


_NAME_SAMPLE_LIMIT = 20  # tags in a name that are searched for a time (time)
_BY = compile_lazily(rf"(?<!\w)(?:{alternatives('by', 'by_after_time')})\s|:(?!\d)", re.IGNORECASE)
"""The words between a time and a name that follows it."""


def _before(words: str, time: str) -> str:
    """A line without a time in it; of "Ann on Sunday replied" only what is before, unless the name follows."""
    before, _, after = words.partition(time)
    name = BYLINE_AFFIX.sub("", before).strip()
    is_name = name and name != before.strip() and after.strip() and not _BY.search(after)
    return name if is_name else words.replace(time, " ")


_NOT_NAME = compile_lazily(
    r"^[\W\d_]*$|^ID:\S+$|^https?:|^[^@]*+@.*\.\w+$|^\W*(?:\w{2,3}\W+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]m)?\W*$|^#\d+"
    rf"|^(?:{alternatives('actions_in_past', 'reporting_verbs', 'reporting_verbs_in_byline')})$"
    r"|^[^\d:]{2,20}:\s*\d[\d.,]*$"
    rf"|^(?:{alternatives('reply_action', 'other_action', 'post_numbers')})$"
    rf"|^\d{{1,2}}\s?(?:{alternatives('units_of_time')})(?:\s+(?:{alternatives('ago')}))?$",
    re.IGNORECASE,
)


def as_name(record: Record, name: str, index: int) -> str | None:
    """The same name where it can be one; only a marked one is made of figures."""
    if name.isdigit() and is_marked_as_name(record.page.elements[index]):
        return name
    return name if _may_be_name(name) else None


@lru_cache(maxsize=_KNOWN)
def _may_be_name(words: str) -> bool:
    return not (_NOT_NAME.search(words) or JOINED.match(words) or BYLINE_LEAD.fullmatch(f"{words} "))


_BYLINE = 200
"""No line with a name has more characters than this."""

_CLEARLY = 1.5
"""So much surer must another tag of a label be than the first one to be where names are."""

_FEW = 20
"""A name is said again, or told to machines, in one of so many tags in one that has it."""

_Named = tuple[bool, tuple[int, int], int, str]
"""A name: whether it is one that is spoken to, its distance from the time, its index, and what it says."""

_GIVEN = AttributesLike(r"data-(?:author(?:-name)?|user-?name)")


def marked_labels(page: SurveyedPage, voters: Sequence[Record]) -> list[str]:
    """The labels of tags that are marked as names in most records: in half, and in nearly as many as any."""
    votes: Counter[str] = Counter()
    names = set(marked_names(page))
    for record in voters:
        votes.update(label for label, indices in record.labelled.items() if not names.isdisjoint(indices))
    least = max(HALF_SHARE * len(voters), MIN_FULL_SHARE * max(votes.values(), default=0))
    return [label for label, count in votes.most_common(MIN_RECORDS) if count >= least]


_MUCH_MORE, _PROSE = 4, 40
"""The words are told from names where they have so many times as many characters, and more than these."""


class Naming:
    """The labels that name somebody; `tops` gives the indices of what holds the words of a record alone.

    `marked` are the labels of tags that are marked as names.
    """

    def __init__(
        self,
        page: SurveyedPage,
        voters: Sequence[Record],
        marked: Container[str],
        common: Common,
        *,
        language: str | None,
        tops: Callable[[Record], Sequence[int]],
    ) -> None:
        self._page = page
        self._voters = voters
        self._marked = marked
        self._common = common
        self._language = language
        self._tops = tops
        self._columns: dict[tuple[str, int], Column] = {}
        """The words of the tags of a label, by how many of them come before."""

    @cached_property
    def texts(self) -> Mapping[tuple[str, int], Sequence[tuple[Record, int, str]]]:
        """Possible names: by label, and by how many tags of the label come before; each with record and index."""
        votes: defaultdict[tuple[str, int], list[tuple[Record, int, str]]] = defaultdict(list)
        for record in self._voters:
            body = self._tops(record)
            for label, indices in record.labelled.items():
                for nth, index in enumerate(indices[:MIN_RECORDS]):
                    words = None if self._page.is_in(index, body) else self._name(record, label, nth, index)
                    if words:
                        votes[label, nth].append((record, index, words))
        return votes

    @cached_property
    def labels(self) -> list[tuple[str, int]]:
        """The surest first, each with how many tags of the label come before the one that names somebody."""
        weights = self._weights
        first = {label: max(0, weight) for (label, nth), weight in weights.items() if nth == 0}
        sure = (
            key
            for key, weight in weights.items()
            if weight > 0 and (not key[1] or weight > _CLEARLY * first.get(key[0], 0))
        )
        ordered = sorted(sure, key=lambda key: -weights[key])
        # What is the same everywhere names only who writes all of a page.
        return [key for key in ordered if key == ordered[0] or key not in self._same]

    @cached_property
    def _weights(self) -> Mapping[tuple[str, int], float]:
        return {key: weigh(texts) for key, texts in self.texts.items()}

    @cached_property
    def _same(self) -> set[tuple[str, int]]:
        """The labels of which all tags say the same, in nearly all records."""
        least = max(MIN_RECORDS, MIN_FULL_SHARE * len(self._voters))
        everywhere = [(key, texts) for key, texts in self.texts.items() if len(texts) >= least]
        return {key for key, texts in everywhere if len({words for *_, words in texts}) == 1}

    @cached_property
    def _of_others(self) -> set[tuple[str, int]]:
        """The labels that mostly say something else than surer ones where a record has both, as links in words do.

        A marked name that is alone is none of them: where a surer one names who edited, it is the writer's.
        """
        known: dict[int, tuple[int, str]] = {}
        of_others: set[tuple[str, int]] = set()
        for key in self.labels:
            texts = {record.start: (index, words) for record, index, words in self.texts[key]}
            both = [(texts[start], known[start]) for start in texts.keys() & known.keys()]
            unlike = sum(one[1] != sure[1] and not self._page.covers(one[0], sure[0]) for one, sure in both)
            if unlike > HALF_SHARE * len(both) and not self._is_marked(key):
                of_others.add(key)
            else:
                known = texts | known
        return of_others

    def _is_marked(self, key: tuple[str, int]) -> bool:
        """True if most tags of a label are marked as names, and no record has several."""
        if (key[0], 1) in self.texts:
            return False
        marked = sum(is_marked_as_name(self._page.elements[index]) for _, index, _ in self.texts[key])
        return marked > HALF_SHARE * len(self.texts[key])

    def name(self, record: Record, time: int | None) -> tuple[int, str] | None:
        """Index at which a record names its writer, and the name; `time` is that of its time."""
        known = given(record)
        if known:
            small = (index for index in record.indices if record.is_small(index, LINE))
            return next((index for index in small if record.words(index) == known), record.start), known
        if self._profiles:
            return self._name_of_profile(record)
        body = self._tops(record)
        return self._voted(record, time, body) or self._often_named(record, body) or self._unlike_others(record, body)

    def _voted(self, record: Record, time: int | None, body: Sequence[int]) -> tuple[int, str] | None:
        """The name in a tag of the surest label that names somebody here, not whoever changed the words later."""
        of_editing: _Named | None = None
        for label, nth in self.labels:
            indices = record.labels(label) or record.alike(label)
            if (label, nth) in self._of_others:
                continue
            named = [
                (words.startswith("@"), distance(self._page, time, index), index, words)
                for at, index in self._nth(record, indices, nth, time)
                if not (at and (label, at) in self._same)
                and (not self._page.is_in(index, body))
                and (words := self._name(record, label, at, index))
            ]
            if named and of_editing is None:
                found = self._inmost(record, self._who_answers(named))
                if time is None or not self._is_of_editing(record, time, found[2]):
                    return found[2:]
                of_editing = found
            elif named and of_editing and min(named)[1][0] < of_editing[1][0]:
                return min(named)[2:]
        return of_editing[2:] if of_editing else None

    def _inmost(self, record: Record, found: _Named) -> _Named:
        """The same without what stands behind the name here, where a tag inside that mostly says the same says less."""
        is_spoken_to, away, index, words = found
        names = [words]
        for label, nth in self.labels:
            for inside in record.labels(label)[nth : nth + 1]:
                is_inside = index < inside < self._page.ends[index] and (label, nth) not in self._of_others
                name = self._name(record, label, nth, inside) if is_inside else None
                if name and words.startswith(name) and name == record.words(inside):
                    names.append(name)
        return is_spoken_to, away, index, min(names, key=len)

    def _who_answers(self, named: Sequence[_Named]) -> _Named:
        """The nearest of some names; of two in one line, "Ann replied to Ben", the first."""
        nearest = min(named)
        is_spoken_to, away, index, words = nearest
        elements = self._page.elements
        inside = self._page.links_in(index + 1, self._page.ends[index])[:2]
        lead = next(filter(None, (_before_answered(elements[each]) for each in inside)), None)
        if lead and words.partition(lead)[0].strip():
            return is_spoken_to, away, index, words.partition(lead)[0].strip()
        before = [each for each in named if each[2] < index and elements[each[2]].parent is elements[index].parent]
        answered = _before_answered(elements[index])
        if before and answered:
            return before[-1]
        verb = TO_PARENT.search(answered) if answered and elements[index].name == "a" else None
        loose = verb.string[: verb.start()].strip(MARKS) if verb and verb.end() == len(verb.string) else ""
        return (is_spoken_to, away, index, loose) if loose and _may_be_name(loose) else nearest

    @cached_property
    def _profiles(self) -> str | None:
        """The label of links to profiles in most records, where nothing but their addresses tells the writers apart."""
        if len({folded(words).strip(" 0") for key in self.labels[:1] for *_, words in self.texts[key]}) > 1:
            return None
        named: defaultdict[str, list[str]] = defaultdict(list)
        for record in self._voters:
            for label, indices in record.labelled.items():
                name = name_in_address(attribute(self._page.elements[indices[0]], "href"))
                if name:
                    named[label].append(name)
        most = max(named, key=lambda label: len(named[label]), default=None)
        is_enough = most and len(named[most]) > HALF_SHARE * len(self._voters) and len(set(named[most])) > 1
        return most if is_enough else None

    def _name_of_profile(self, record: Record) -> tuple[int, str] | None:
        indices = record.labels(self._profiles)[:1]
        named = ((index, name_in_address(attribute(self._page.elements[index], "href"))) for index in indices)
        return next(((index, name) for index, name in named if name), None)

    def _nth(self, record: Record, indices: Sequence[int], nth: int, time: int | None) -> Iterable[tuple[int, int]]:
        """Of the tags of a label those that may name somebody: where words have the same, the one with the time.

        Each comes with how many of the label are before it.
        """
        own = [*enumerate(indices)][nth : nth + 1 if nth else None]
        if not nth or time is None or time not in indices or any(is_sign(record, index, None) for _, index in own):
            return own
        return [(indices.index(time), time)]

    def _often_named(self, record: Record, body: Sequence[int]) -> tuple[int, str] | None:
        """The name of somebody who wrote so many of the records that it looks like what all of them say.

        Behind other than the surest label it is one that another record has too.
        """
        for label, nth in self.labels:
            is_surest = (label, nth) == self.labels[0]
            for index in record.labels(label)[nth : nth + 1]:
                words = None if self._page.is_in(index, body) else self._name_in(record, label, nth, index)
                if words and (is_surest or words in self._named):
                    return index, words
        return None

    @cached_property
    def _named(self) -> set[str]:
        """The names that records have behind the surest label."""
        return {words for *_, words in self.texts[self.labels[0]]}

    def _unlike_others(self, record: Record, body: Sequence[int]) -> tuple[int, str] | None:
        """The words where the others have their names, though they look like none: "12_0_13", "ann@example.org".

        Of a line that says more, with time and words around names, only one word that is left of it can be one.
        """
        for label, nth in self.labels[:1]:
            if len(self.texts[label, nth]) < max(MIN_RECORDS, HALF_SHARE * len(self._voters)):
                return None
            column = self._column(label, nth)
            for index in record.labels(label)[nth : nth + 1]:
                words = column.names(lines_of(record, index)[1])[0] if record.is_small(index, _BYLINE) else ""
                has_more_text = index in self._page.times
                if words and not (has_more_text and " " in words) and not self._page.is_in(index, body):
                    return index, words
        return None

    def _is_of_editing(self, record: Record, time: int, index: int) -> bool:
        """True if a name stands beside the time of a later change."""
        own = distance(self._page, time, index)
        nearer = (
            at
            for at in record.indices
            if self._page.has_time(at, at + 1) and distance(self._page, at, index)[0] < own[0]
        )
        return any(EDITED.search(self._page.elements[self._page.parents[at]].get_text(" ")[:LINE]) for at in nearer)

    def _name(self, record: Record, label: str, nth: int, index: int) -> str | None:
        """The name in a tag, without the words that the tags of its label have in common."""
        if not record.is_small(index, _BYLINE):
            return None
        is_marked = label in self._marked
        if not is_marked and self._common.has(record, label, index):
            return None
        words = self._name_in(record, label, nth, index)
        name = self._column(label, nth).own(words) if words else ""
        if not name:
            return words if is_marked else None
        return as_name(record, name, index)

    def _name_in(self, record: Record, label: str, nth: int, index: int) -> str | None:
        """The name in a tag, without the time and the words around it."""
        if not record.is_small(index, _BYLINE):
            return None
        words, bare = lines_of(record, index)
        names = self._column(label, nth).names(bare)
        if bare != words:
            names = [without_days(name, self._language) for name in names]
        return next(
            (name for name in names if wide_length(name) <= MAX_NAME_CHARS and as_name(record, name, index)), None
        )

    def _column(self, label: str, nth: int) -> Column:
        """The words of the tags of a label, of which so many come before in each record."""
        nth = min(nth, MIN_RECORDS - 1)
        known = self._columns.get((label, nth))
        if known is None:
            indices = [(record, record.labels(label)[nth : nth + 1]) for record in self._voters]
            small = ((record, index) for record, some in indices for index in some if record.is_small(index, _BYLINE))
            known = self._columns[label, nth] = Column(
                (lines_of(record, index)[1] for record, index in small), self._language
            )
        return known

    def is_name(self, record: Record, index: int, time: int | None, name: str | None) -> bool:
        """True if anything tells that a tag names somebody, and so is no part of the words."""
        if given(record) or self._is_signed(record, index, time, name):
            return True
        if any(index in record.labels(label)[nth : nth + 1] for label, nth in self._sure):
            return True
        return (time is not None and self._is_line(record, index, time)) or self._is_much_shorter(record, index)

    def _is_signed(self, record: Record, index: int, time: int | None, name: str | None) -> bool:
        """True if a tag tells that it names somebody, or one in it that says no more than the name."""
        inside = range(index + 1, min(self._page.ends[index], index + _FEW))
        named = (each for each in inside if record.is_small(each, LINE) and record.words(each) == name)
        return any(is_sign(record, each, time) for each in (index, *named))

    def _are_names(self, label: str, texts: Sequence[tuple[Record, int, str]]) -> bool:
        """True if what tags of a label say is said again in other records, as names are, or mostly told to be names."""
        if len({words for *_, words in texts}) < len(texts):
            return True
        signed = sum(self._is_signed(record, index, None, words) for record, index, words in texts)
        return not is_piece(label) and signed >= HALF_SHARE * len(texts)

    def _is_line(self, record: Record, index: int, time: int) -> bool:
        """True if a tag stands beside the time: in the same line of text, or alone with it in one that is not all."""
        tag, words = self._page.elements[index], self._page.times[time].words
        siblings = (tag.previous_sibling, tag.next_sibling)
        if words and any(node is not None and is_text(node) and words in fold_space(node) for node in siblings):
            return True
        above = -distance(self._page, time, index)[0]
        return above > record.start and record.is_small(above, LINE) and tag.name != "p"

    def _is_much_shorter(self, record: Record, index: int) -> bool:
        """True if the words are in tags of their own, and mostly much longer than what this one says."""
        return self._length > max(_PROSE, _MUCH_MORE * record.text_length(index))

    @cached_property
    def _length(self) -> float:
        """The characters per record of words that are in tags of their own, 0 where they are not."""
        return sum(record.text_length(index) for record in self._voters for index in self._tops(record)) / len(
            self._voters
        )

    @cached_property
    def _sure(self) -> set[tuple[str, int]]:
        """The labels, with how many of their tags come before one, of what is surely no words."""
        return {key for key, texts in self.texts.items() if self._are_names(key[0], texts)}


def _before_answered(tag: Tag) -> str | None:
    """The words right before a tag where they say that what follows is answered."""
    node = tag.previous_sibling
    return fold_space(node) if node is not None and is_text(node) and TO_PARENT.search(node) else None


def given(record: Record) -> str | None:
    """The name that a record gives machines, where it shows it too."""
    name = next((name for name in _GIVEN.values(record.element) if len(name) <= MAX_NAME_CHARS), None)
    return name if name and name in record.words(record.start) else None


def distance(page: SurveyedPage, time: int | None, index: int) -> tuple[int, int]:
    """The distance of a name from the time: first by what holds both, then by the tags between them."""
    if time is None:
        return 0, 0
    above = time
    while above > 0 and not page.covers(above, index):
        above = page.parents[above]
    return -above, abs(index - time)
