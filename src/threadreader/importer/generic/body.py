"""The part of each record that is its words: most of what is neither name nor time nor what all records say.

Which tags hold the words of records: those of the label that has most characters beside what says who and when.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from functools import cached_property

from bs4 import Tag
from bs4.element import PageElement
from msgspec import Struct

from threadreader.importer.generic.page import (
    HALF_SHARE,
    MIN_FULL_SHARE,
    MIN_RECORDS,
    SurveyedPage,
    has_name,
)
from threadreader.importer.generic.record import LINE, PIECES, Record, is_not_words, is_piece
from threadreader.importer.html import HEADINGS
from threadreader.importer.html.region import stripped_strings
from threadreader.importer.html.tree import is_text
from threadreader.importer.lexicon import BYLINE_AFFIX, BYLINE_LEAD
from threadreader.model.text import fold_space

_SET = frozenset(("b", "strong", "em", "i", "font", "span"))
"""Tags that all words of a record may be in, as those that show them otherwise than others."""

_WHOLE = 0.7
"""A tag of its own that has this share of the words is preferred to all that is beside name and time."""

_MARKED = ("[text]", "[commentText]", "[articleBody]", "[reviewBody]")
"""Labels of the words where they are marked for machines."""

_NEARLY_ALL = 0.8  # share of the words: all but what is odd (judgement)
_LEAST = 0.15  # share of the words: less is a part beside them (judgement)
_LINKS = 150
"""Characters of the longest text that sites put beside the words."""

_NAME = 60
"""No more characters than these stand beside a time where they are a name and what says so."""


Indices = Callable[[Record], Sequence[int]]
"""Places in a record, none in another."""


class Marks:
    """The parts of records beside the words; `heads` gives what says who and when, `common` what all records say."""

    def __init__(self, page: SurveyedPage, voters: Sequence[Record], heads: Indices, common: Indices) -> None:
        self._heads = heads
        self._page = page
        self._voters = voters
        self._common = common
        self._known: dict[int, list[int]] = {}
        self._known_heads: dict[int, Sequence[int]] = {}

    def heads(self, record: Record) -> Sequence[int]:
        """The indices of what says who and when in a record."""
        known = self._known_heads.get(record.start)
        if known is None:
            known = self._known_heads[record.start] = self._heads(record)
        return known

    def holders(self, record: Record) -> set[int]:
        """The indices of the tags of a record that hold its name or time."""
        return set().union(*(self.up_from(record, head) for head in self.heads(record)))

    def up_from(self, record: Record, index: int) -> set[int]:
        """A tag of a record and those that hold it."""
        held: set[int] = set()
        while index >= record.start:
            held.add(index)
            index = self._page.parents[index]
        return held

    def boilerplate(self, record: Record) -> list[int]:
        """The indices of what all records say, and of what sites put beside the words, unless there are no others."""
        known = self._known.get(record.start)
        if known is None:
            common, holders = self._common(record), self.holders(record)
            chrome = [
                index
                for index in record.indices[1:]
                if (is_not_words(self._page.elements[index]) or self._only_states_time(record, index))
                and index not in holders
                and record.is_small(index, _LINKS)
            ]
            outer = self._page.outermost(sorted({*common, *chrome}))
            taken = self._page.outermost(sorted({*outer, *self.heads(record)}))
            is_all = sum(map(record.text_length, taken)) >= record.size
            known = self._known[record.start] = list(common) if is_all else outer
        return known

    def _only_states_time(self, record: Record, index: int) -> bool:
        """True if a tag says hardly more than a time: some sites give it twice, once to be read aloud."""
        if not self._page.has_time(index, self._page.ends[index]) or not record.is_small(index, LINE):
            return False
        times = (self._page.times.get(each) for each in range(index, self._page.ends[index]))
        words = next((time.words for time in times if time and time.words), "")
        return 2 * len("".join(words.split())) >= record.text_length(index)


class _Votes(Struct):
    """The tags of one label: how many characters they have in all records, and in how many records they are.

    `plain` are the characters of those without a name or time, `whole` the same with what all records say, `rest` those
    beside name and time. `heading` counts the records where all have a name or a time.
    """

    plain: int = 0
    whole: int = 0
    rest: int = 0
    seen: int = 0
    heading: int = 0

    @property
    def is_heading(self) -> bool:
        return self.heading >= HALF_SHARE * self.seen


class Election:
    """The labels of the tags that hold the words of most of some records."""

    def __init__(self, page: SurveyedPage, voters: Sequence[Record], marks: Marks) -> None:
        self._page = page
        self._voters = voters
        self._marks = marks

    @property
    def label(self) -> str | None:
        """The label of the tags that hold the words, and where `beside` is set name and time too."""
        return self._elected[0]

    @property
    def is_loose(self) -> bool:
        """True if the words are what is beside name and time in a tag."""
        return self._elected[1]

    @cached_property
    def others(self) -> list[str]:
        """The labels of tags that often hold most of the words, those that hold the most first."""
        few = 1 if len(self._voters) > MIN_RECORDS else 0
        good = [
            (votes.plain, label)
            for label, votes in self._votes.items()
            if votes.seen > few and not votes.is_heading and not is_piece(label) and label != self.label
        ]
        least = _LEAST * max((votes.plain for votes in self._votes.values()), default=0)
        return [label for size, label in sorted(good, reverse=True) if size > least]

    @cached_property
    def _votes(self) -> dict[str, _Votes]:
        counted: dict[str, _Votes] = {}
        for record in self._voters:
            holders, boilerplate = self._marks.holders(record), self._marks.boilerplate(record)
            for label, indices in record.labelled.items():
                votes = counted.setdefault(label, _Votes())
                tops = self._page.outermost(indices)
                free = [top for top in tops if top not in holders and not self._page.is_in(top, boilerplate)]
                votes.seen += 1
                votes.heading += not free
                votes.plain += sum(own_chars(record, top, boilerplate) for top in free)
                votes.whole += sum(map(record.text_length, free))
                votes.rest += self._rest(record, holding(tops, holders), holders, boilerplate)
        return counted

    def _rest(self, record: Record, top: int, holders: set[int], common: Sequence[int]) -> int:
        """The characters in a tag beside children that hold a name or time or are the theme's; a name has none."""
        if top not in holders:
            return own_chars(record, top, common)
        if has_name(self._page, top, top + 1):
            return 0
        left = record.text_length(top) - sum(map(len, (line_of_time(self._page, top) or "").split()))
        for child in self._page.children(top):
            is_barred = child in holders or is_not_words(self._page.elements[child])
            left -= record.text_length(child) - (0 if is_barred else own_chars(record, child, common))
        return left

    @cached_property
    def _elected(self) -> tuple[str | None, bool]:
        total = sum(record.size for record in self._voters)
        whole = {
            label: votes
            for label, votes in self._votes.items()
            if not _is_title(label) and (not is_piece(label) or self._is_all(label, votes, total))
        }
        for label, votes in self._votes.items():
            if label.endswith(_MARKED) and votes.seen >= MIN_FULL_SHARE * len(self._voters) and not votes.is_heading:
                return label, False
        plain = max(whole, key=lambda label: 0 if whole[label].is_heading else whole[label].plain, default=None)
        rest = max(whole, key=lambda label: whole[label].rest, default=None)
        if plain is None or rest is None:
            return None, True
        least = (HALF_SHARE if is_piece(plain) else _WHOLE) * max(1, whole[rest].rest)
        if not whole[plain].is_heading and whole[plain].plain >= least:
            return self._inmost(plain), False
        return (rest if whole[rest].rest > _LEAST * total else None), True

    def _is_all(self, label: str, votes: _Votes, total: int) -> bool:
        """True if tags of running text are no pieces of the words, but hold all of them, or nearly, in most records."""
        is_set = label.rpartition(" ")[2] in _SET and votes.seen >= MIN_FULL_SHARE * len(self._voters)
        return is_set and votes.plain >= MIN_FULL_SHARE * self._most and votes.plain > HALF_SHARE * total

    @cached_property
    def _most(self) -> int:
        """The characters of the label that has most beside names and times."""
        return max((votes.plain for votes in self._votes.values() if not votes.is_heading), default=0)

    def _inmost(self, label: str) -> str:
        """The label of the smallest tags in those of a label that have nearly all of their text, nearly always."""
        outer = self._votes[label]
        fitting = sorted(
            (votes.whole, each)
            for each, votes in self._votes.items()
            if _NEARLY_ALL * outer.plain <= votes.plain <= outer.plain
            and votes.whole < outer.whole
            and votes.seen >= MIN_FULL_SHARE * outer.seen
            and not votes.heading
            and not is_piece(each)
        )
        return next((each for _, each in fitting if _is_one_in(self._voters, each, label)), label)


def line_of_time(page: SurveyedPage, index: int) -> str | None:
    """The text of a tag that says when, and hardly more than that or who."""
    time = page.times.get(index)
    if time is None or not time.line or not time.words:
        return None
    line = fold_space(time.line)
    boilerplate = line.replace(time.words, " ").strip()
    is_name = len(boilerplate) <= _NAME and BYLINE_AFFIX.search(boilerplate) is not None
    return line if is_name or 2 * len(time.words) >= len(line) else None


def holding(tops: Sequence[int], holders: Container[int]) -> int:
    """Of tags of one label the first that holds a name or a time, else the first: an avatar has a column too."""
    return next((top for top in tops if top in holders), tops[0])


def _is_title(label: str) -> bool:
    """True if tags of a label are headings: where the words are few, these have more characters."""
    return label.rpartition(" ")[2].partition(".")[0] in HEADINGS


def own_chars(record: Record, top: int, common: Sequence[int]) -> int:
    """The number of characters in a tag without what all records say."""
    inside = common[bisect_left(common, top) : bisect_left(common, record.page.ends[top])]
    return record.text_length(top) - sum(map(record.text_length, inside))


def _is_one_in(voters: Sequence[Record], inner: str, outer: str) -> bool:
    """True if records with both labels have one tag of the inner one, in one of the outer one."""
    both = [record for record in voters if record.labels(inner) and record.labels(outer)]
    return bool(both) and all(
        len(record.labels(inner)) == 1
        and record.page.is_in(record.labels(inner)[0], record.page.outermost(record.labels(outer)))
        for record in both
    )


_SENTENCE = 8
"""Characters of the longest text about a writer beside the name."""

_BLOCKS = frozenset(("p", "blockquote", "ul", "ol", "pre", "table"))


class Bodies:
    """The tags that hold the words; `heads` gives what says who and when, `common` what all records say."""

    def __init__(
        self, page: SurveyedPage, voters: Sequence[Record], heads: Indices, common: Indices, texts: Container[str]
    ) -> None:
        self._page = page
        self._marks = Marks(page, voters, heads, common)
        self._election = Election(page, voters, self._marks)
        self._voters = voters
        self._texts = texts

    def of(self, record: Record, name: int | None, boilerplate: Sequence[int]) -> list[PageElement]:
        """The nodes that hold the words of a record; `name` is where it names its writer, marked or not.

        `boilerplate` are the indices of what is the theme's in it.
        """
        elements = self._page.elements
        name_ancestors = self._marks.up_from(record, name) if name is not None else set()
        holders = self._marks.holders(record) | name_ancestors
        tops = self._tops(record)
        begun = {index for index in name_ancestors if self._begins_words(index, name)}
        ids = {id(elements[index]) for index in holders.union(boilerplate)} | record.region.inner
        if tops and not self._election.is_loose:
            some = self._with_siblings(record, tops, holders.union(boilerplate) - begun)
            return [
                node for top in some for node in (self._loose_nodes_in(top, ids) if top in begun else (elements[top],))
            ]
        if not tops and self._has_no_text(record):
            return []
        tops = tops or self._instead(record) or self._most(record) or record.tops
        words = [node for top in tops for node in self._loose_nodes(top, ids, begun)]
        if not self._election.is_loose or any(stripped_strings(words, None)):
            return words
        return self._left(record, ids, holders.difference(self._marks.heads(record), () if name is None else (name,)))

    def _with_siblings(self, record: Record, tops: Sequence[int], barred: set[int]) -> Sequence[int]:
        """The tags that hold the words; in a record of several with the quotations, lists and tables among these."""
        if len(record.tops) < 2 or tops[0] not in record.tops:  # noqa: PLR2004 - several
            return tops
        return [index for index in record.tops if index in tops or (index not in barred and self._is_block(index))]

    def _is_block(self, index: int) -> bool:
        """True if a tag may be a block of the words, and not only links."""
        tag, end = self._page.elements[index], self._page.ends[index]
        has_text = self._page.text_length(index) > self._page.linked(index, end)
        return tag.name in _BLOCKS and has_text and not is_not_words(tag)

    def _left(self, record: Record, barred: set[int], outer: set[int]) -> list[PageElement]:
        """All that is left of a record, where its name and time are in the tags that hold its words."""
        return [node for index in record.indices if index in outer for node in self._loose_nodes_in(index, barred)]

    def _begins_words(self, index: int, name: int | None) -> bool:
        """True if a paragraph has a name and then words, and not only what is said of the writer."""
        if name is None or index == name or self._page.elements[index].name != "p":
            return False
        boilerplate = self._page.text_length(index) - self._page.text_length(name)
        return boilerplate > _SENTENCE and not self._page.has_time(index, self._page.ends[index])

    def alone(self, record: Record) -> list[int]:
        """The indices of the tags that hold the words of a record and nothing else; none where there are no such."""
        return [] if self._election.is_loose else [index for index in self._tops(record) if index != record.start]

    def _tops(self, record: Record) -> list[int]:
        label = self._election.label
        indices = self._page.outermost(record.labels(label) or sorted(record.alike(label)))
        if self._election.is_loose and indices:
            return [holding(indices, self._marks.holders(record))]
        if len(indices) < 2:  # noqa: PLR2004 - there is nothing to choose
            return indices
        columns = self._columns(record, indices)
        if not columns:
            return []
        nth = self._usual.get(len(columns))
        return columns[nth] if nth is not None else max(columns, key=lambda some: max(map(record.text_length, some)))

    def _columns(self, record: Record, indices: Sequence[int]) -> list[list[int]]:
        """Of tags of one label those that say neither who nor when, by what they are in."""
        heads = self._marks.heads(record)
        columns: defaultdict[int, list[int]] = defaultdict(list)
        for index in indices:
            if not _has_any(heads, index, self._page.ends[index]):
                columns[self._page.parents[index]].append(index)
        return [*columns.values()]

    @cached_property
    def _usual(self) -> Mapping[int, int]:
        """The column with the most characters in nearly all records, by how many columns there are; the others name."""
        longest: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for record in self._voters:
            columns = self._columns(record, self._page.outermost(record.labels(self._election.label)))
            sizes = [max(map(record.text_length, some)) for some in columns]
            if len(sizes) > 1:
                longest[len(sizes)][sizes.index(max(sizes))] += 1
        most = ((count, *votes.most_common(1)[0], votes.total()) for count, votes in longest.items())
        return {
            count: nth for count, nth, number, total in most if number >= _NEARLY_ALL * total and total > MIN_RECORDS
        }

    def _has_no_text(self, record: Record) -> bool:
        """True if a record has no words but what stands beside those of others: changes of fields, in trackers."""
        others = [index for label in self._next_to_words for index in record.labels(label)]
        taken = self._page.outermost(sorted({*others, *self._marks.heads(record), *self._marks.boilerplate(record)}))
        return bool(others) and sum(map(record.text_length, taken)) >= record.size

    @cached_property
    def _next_to_words(self) -> frozenset[str]:
        """The labels of tags that stand beside the tags of the words where a record has both."""
        if self._election.is_loose:
            return frozenset()
        labels: set[str] = set()
        for record in self._voters:
            tops = self._tops(record)
            outer = set().union(*(self._marks.up_from(record, top) for top in tops))
            for label, indices in record.labelled.items() if tops else ():
                if not is_piece(label) and not any(at in outer or self._page.is_in(at, tops) for at in indices):
                    labels.add(label)
        return frozenset(labels)

    def _instead(self, record: Record) -> list[int]:
        """The indices of the tags that hold the words of a record which is not like the others."""
        heads = self._marks.heads(record)
        for label in self._election.others:
            tops = self._page.outermost(record.labels(label))
            if tops and not any(_has_any(heads, top, self._page.ends[top]) for top in tops):
                return tops
        return []

    def _most(self, record: Record) -> list[int]:
        """The index of the smallest tag of a record that has most of its words, and nothing that says who or when."""
        holders, boilerplate = self._marks.holders(record), self._marks.boilerplate(record)
        sizes = {index: own_chars(record, index, boilerplate) for index in record.indices if index not in holders}
        most = max(sizes.values(), default=0)
        if most <= HALF_SHARE * (
            record.size - sum(map(record.text_length, (*self._marks.heads(record), *boilerplate)))
        ):
            return []
        largest = [index for index in sizes if sizes[index] == most]
        return [index for index in largest if self._page.elements[index].name not in PIECES][-1:]

    def _loose_nodes(self, top: int, barred: set[int], begun: set[int]) -> Iterator[PageElement]:
        """The nodes in a tag beside those that are barred, and in paragraphs that are `begun` with a name."""
        tag = self._page.elements[top]
        if id(tag) not in barred:
            yield tag
        else:
            yield from self._loose_nodes_in(top, barred, begun)

    def _loose_nodes_in(self, top: int, barred: set[int], begun: Collection[int] = ()) -> Iterator[PageElement]:
        for node in self._page.elements[top].contents:
            if isinstance(node, Tag):
                paragraph = next((index for index in begun if self._page.elements[index] is node), None)
                if paragraph is not None:
                    yield from self._loose_nodes_in(paragraph, barred)
                elif id(node) not in barred and not is_not_words(node):
                    yield node
            elif is_text(node) and node.strip() and not self._is_next_to_words(" ".join(node.split()), top):
                yield node

    def _is_next_to_words(self, text: str, top: int) -> bool:
        """True if a piece of text is what all records say, stands before a name, or is hardly more than the time."""
        is_lead = BYLINE_LEAD.fullmatch(f"{text} ") is not None
        return text in self._texts or is_lead or text == line_of_time(self._page, top)


def _has_any(indices: Sequence[int], start: int, end: int) -> bool:
    return any(start <= index < end for index in indices)
