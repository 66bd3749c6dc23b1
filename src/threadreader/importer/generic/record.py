"""Records of a group as parts of the page, with what can be told of them all at once.

Labels of their elements; what stands beside the words; what at least half of them say; when each was written; entries
that are fields with labels, as guestbooks print them: "Name: Ann", "Date: 1 May 2004", "Message: …".
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct

from threadreader.importer.dates import Dates
from threadreader.importer.generic.page import (
    HALF_SHARE,
    MAX_ELEMENTS,
    MAX_LABEL_CHARS,
    MIN_PATTERN,
    MIN_RECORDS,
    MIN_SHARE,
    SAMPLE_SIZE,
    SurveyedPage,
    Time,
    cached_by_index,
)
from threadreader.importer.html.region import Region, is_blank, text_content
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import (
    ElementSignature,
    Span,
    cached_by_signature,
    first_descendants,
    is_text,
    signature_of,
)
from threadreader.importer.lexicon import ACTION, JOINED_OR_EDITED, counted, stable_label
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.text import fold_space

_ROOT = "^"
"""The label of the tag that holds a whole record: its own classes often differ."""

_PLACED = frozenset(("div", "section", "td"))
"""Tags of which several stand side by side for different things: the first names somebody, the second says when."""

_MANY = 100
"""A tag with more tags in it than this is not asked for its few words."""


class Record(Struct, eq=False, dict=True):
    """The part of a page that is one record's own. `parent` is the place in the list of the record it is in."""

    page: SurveyedPage
    span: Span
    parent: int | None = None
    inner: list[Span] = []

    @property
    def start(self) -> int:
        """The index of its first tag, which stands for it."""
        return self.span[0]

    @property
    def element(self) -> Tag:
        """Its first tag."""
        return self.page.elements[self.start]

    @cached_property
    def tops(self) -> list[int]:
        """The indices of the tags that it is made of: one, or several that follow each other."""
        return list(_tops(self.page, self.span))

    @cached_property
    def indices(self) -> list[int]:
        """The indices of its own tags."""
        own: list[int] = []
        here = self.start
        for start, end in self.inner:
            own.extend(range(here, start))
            here = end
        own.extend(range(here, self.span[1]))
        return own

    @cached_property
    def region(self) -> Region:
        """For asking what words are in a tag."""
        elements = self.page.elements
        return Region(self.element, inner={id(elements[top]) for span in self.inner for top in _tops(self.page, span)})

    @cached_property
    def labelled(self) -> dict[str, list[int]]:
        """Its tags by what they are called."""
        return {label: self.labels(label) for label in self._named}

    def labels(self, label: str | None) -> list[int]:
        """The indices of the tags of a label."""
        start = self.start
        return [start + at for at in self._named.get(label or "", ())]

    def alike(self, label: str | None) -> list[int]:
        """The indices of tags that are called as those of a label are, but stand in what is called otherwise."""
        own = (label or "").rpartition(" ")[2]
        if "." not in own:
            return []
        return [index for other, indices in self.labelled.items() if other.endswith(f" {own}") for index in indices]

    @cached_property
    def _named(self) -> Mapping[str, Sequence[int]]:
        """By what its tags are called how many come before them."""
        named: defaultdict[str, list[int]] = defaultdict(list)
        labels: dict[int, str] = {}
        bare: Counter[tuple[int, str]] = Counter()
        is_one = len(self.tops) == 1
        for index in self.indices:
            parent, tag = self.page.parents[index], self.page.elements[index]
            above = labels.get(parent)
            label = _ROOT if above is None and is_one else _label_of(tag, above or "")
            if above is not None and tag.name in _PLACED and _is_bare(tag):
                bare[parent, tag.name] += 1
                label += f":{bare[parent, tag.name]}" if bare[parent, tag.name] > 1 else ""
            labels[index] = label
            named[label].append(index - self.start)
        return dict(named)

    @cached_property
    def size(self) -> int:
        """The number of its own characters."""
        return sum(map(self.text_length, self.tops))

    def text_length(self, index: int) -> int:
        """The number of its own characters in a tag of it."""
        chars = self.page.text_length(index)
        if not self.inner or not chars:
            return chars
        starts, before = self._inner_chars
        return chars - before[bisect_left(starts, self.page.ends[index])] + before[bisect_left(starts, index)]

    @cached_property
    def _inner_chars(self) -> tuple[list[int], list[int]]:
        """Indices at which the records inside begin, and the characters before each."""
        sizes = (self.page.chars(*span) for span in self.inner)
        return [start for start, _ in self.inner], list(accumulate(sizes, initial=0))

    def is_small(self, index: int, most: int) -> bool:
        """True if a tag has words, no more characters than these, and few tags."""
        return self.page.ends[index] - index <= _MANY and 0 < self.text_length(index) <= most

    def words(self, index: int) -> str:
        """The words of a tag."""
        known = self._words.get(index)
        if known is None:
            known = self._words[index] = self.region.text(self.page.elements[index])
        return known

    @cached_property
    def pictured(self) -> Collection[str | None]:
        """What its first pictures are said to show."""
        pictures = (tag for index in self.indices[:MAX_ELEMENTS] if (tag := self.page.elements[index]).name == "img")
        return {attribute(tag, name) for tag in pictures for name in ("alt", "title")}

    @cached_property
    def lines(self) -> dict[int, tuple[str, str]]:
        """The lines in its tags where names are, as far as known: one dict for all records with nothing cut out."""
        return {} if self.inner else self.page.lines

    @cached_property
    def _words(self) -> dict[int, str]:
        return {} if self.inner else self.page.words


def cut(page: SurveyedPage, spans: Sequence[Span]) -> list[Record]:
    """The records of a list of spans in document order."""
    records: list[Record] = []
    path: list[int] = []
    for span in spans:
        while path and records[path[-1]].span[1] <= span[0]:
            path.pop()
        parent = path[-1] if path else None
        if parent is not None:
            records[parent].inner.append(span)
        path.append(len(records))
        records.append(Record(page, span, parent))
    return records


def _label_of(tag: Tag, above: str) -> str:
    """The label of a tag: its name and classes, and what it stands in; twice that where it has none."""
    signature = signature_of(tag)
    labels: dict[tuple[str, str | None], str] | None = signature.memo.get(_label_of)
    if labels is None:
        labels = signature.memo[_label_of] = {}
    known = (above, attribute(tag, "itemprop") if "itemprop" in signature.attributes else None)
    if known not in labels:
        labels[known] = _label(signature, *known)
    return labels[known]


def _is_bare(tag: Tag) -> bool:
    """True if nothing but its place tells a tag from others of its name."""
    signature = signature_of(tag)
    return stable_label(signature) == tag.name and "itemprop" not in signature.attributes


def _label(signature: ElementSignature, above: str, prop: str | None) -> str:
    own = stable_label(signature)
    label = f"{own}[{prop}]" if prop else own
    return " ".join((*above.rsplit(" ", 2)[-1 if prop or "." in label else -2 :], label)) if above else label


def _tops(page: SurveyedPage, span: Span) -> Iterator[int]:
    here = span[0]
    while here < span[1]:
        yield here
        here = page.ends[here]


_NOT_WORDS = compile_lazily(
    r"^(?:tw-|is-)?hidden$|^raw-content$"
    r"|(?:^|[-_ ])(?:signature|repl(?:y|ies)(?:[-_]?(?:link|button|to))?|share|sharing|vote|votes|voting|"
    r"rating|like|likes|report|flag|actions?|tool(?:bar|s)|edit(?:-link)?|controls?|buttons?|avatar|user-?pic|gravatar|"
    r"respond|sharedaddy|screen-reader-text|sr-only|visually-hidden|reactions?|moderat\w*|permalink)"
    r"(?:[-_]?(?:bar|links?|list|area|wrap|box|section))?$",
    re.IGNORECASE,
)
_REPLY = compile_lazily(r"repl(?:y|ies)$|respon[ds]e?s?$", re.IGNORECASE)
_ADDRESSED = compile_lazily(r"[:\uff1a]\s*\w")
TO_PRESS = frozenset(("a", "button", "form"))
_NOT_TAGS = frozenset(("form", "button", "nav", "select", "textarea", "input", "script"))


def is_not_words(tag: Tag) -> bool:
    """True if a tag is what sites put beside the words of a comment: links to answer, to share, a signature."""
    return may_be_no_words(tag) and not _is_reply(tag)


@cached_by_signature
def may_be_no_words(tag: Tag) -> bool:
    """True if a tag is that by its name or its classes, unless it is a reply that is called one."""
    return tag.name in _NOT_TAGS or any(map(_NOT_WORDS.search, signature_of(tag).classes or ()))


def _is_reply(tag: Tag) -> bool:
    """True if a tag that is called a reply is one, and no link to write one: it has words and nothing to press.

    Short ones say nothing that can be done, and count nothing.
    """
    if not any(map(_REPLY.search, signature_of(tag).classes or ())):
        return False
    words = ""
    for node in first_descendants(tag, MAX_ELEMENTS):
        if isinstance(node, Tag):
            if node.name in TO_PRESS:
                return False
        elif type(node) is NavigableString and len(words) <= MAX_LABEL_CHARS:
            words = f"{words} {node.strip()}".strip()
    is_action = ACTION.search(words) and not _ADDRESSED.search(words)
    is_label = is_action or counted(words) is not None or not any(map(str.isalpha, words))
    return len(words) > MAX_LABEL_CHARS or not is_label


LINE = 60
"""Characters of the longest text that all records say."""


@cached_by_index
def _short_texts(page: SurveyedPage, index: int) -> Collection[str]:
    texts = {node for node in page.elements[index].contents if is_text(node) and len(node) <= LINE}
    return {" ".join(text.split()) for text in texts} if texts else ()


class Common:
    """The words that at least half of the records have: links to answer, "says:", "on", "|"."""

    def __init__(self, voters: Sequence[Record]) -> None:
        self._voters = voters
        self._least = max(2, HALF_SHARE * len(voters))
        self._indices: dict[int, list[int]] = {}

    def indices(self, record: Record) -> list[int]:
        """The indices of the tags in a record with such words, none in another."""
        known = self._indices.get(record.start)
        if known is None:
            found = [
                index
                for label in self._labels
                for index in record.labels(label)
                if record.is_small(index, LINE) and self.has(record, label, index)
            ]
            mentions = [index for index in record.indices if found and self._is_mention(record, index)]
            kept = (index for index in found if not record.page.is_in(index, mentions))
            known = self._indices[record.start] = record.page.outermost(sorted(kept))
        return known

    def _is_mention(self, record: Record, index: int) -> bool:
        """True if a link names somebody who is spoken to: that is said, however many say it."""
        is_link = record.page.elements[index].name == "a" and record.is_small(index, LINE)
        return is_link and record.words(index).startswith("@")

    def may_be_words(self, record: Record) -> list[int]:
        """Of these the indices of what writers may have said too: nothing to press, and not in all of many records."""
        return [index for index in self.indices(record) if self._may_be_words(record, index)]

    def _may_be_words(self, record: Record, index: int) -> bool:
        tag, words = record.page.elements[index], record.words(index)
        if tag.name in TO_PRESS or is_not_words(tag) or not any(map(str.isalnum, words)) or words.endswith(":"):
            return False
        return self._most.get(words, 0) < max(len(self._voters), MIN_PATTERN)

    def has(self, record: Record, label: str, index: int) -> bool:
        """True if the words of a tag are such."""
        return label in self._labels and (label, record.words(index)) in self._common

    @cached_property
    def texts(self) -> frozenset[str]:
        """Such pieces of text."""
        counts: Counter[str] = Counter()
        for record in self._voters:
            counts.update(set().union(*(_short_texts(record.page, index) for index in record.indices)))
        return frozenset(each for each, count in counts.items() if count >= self._least)

    @cached_property
    def _common(self) -> set[tuple[str, str]]:
        return {each for each, count in self._counts.items() if count >= self._least}

    @cached_property
    def _counts(self) -> Counter[tuple[str, str]]:
        counts: Counter[tuple[str, str]] = Counter()
        for record in self._voters:
            counts.update(
                {
                    (label, record.words(index))
                    for label, indices in record.labelled.items()
                    for index in indices[:MIN_RECORDS]
                    if record.is_small(index, LINE)
                }
            )
        return counts

    @cached_property
    def _most(self) -> dict[str, int]:
        """The number of records that have each words in tags of one label."""
        most: dict[str, int] = {}
        for (_, words), count in self._counts.items():
            most[words] = max(count, most.get(words, 0))
        return most

    @cached_property
    def _labels(self) -> set[str]:
        return {label for label, _ in self._common}


_COLON = "[:\uff1a]"
_NAME_LABEL = compile_lazily(
    rf"\s*(?:{alternatives('name_label', 'name_label_in_form')})\s*(?:{_COLON}|$)", re.IGNORECASE
)
_MESSAGE_LABEL = compile_lazily(rf"\s*(?:{alternatives('message_label')})\s*{_COLON}", re.IGNORECASE)
_LONGEST_NAME = 60  # characters of a name after its label (judgement)
_MIN_BODY_SHARE = 0.33  # share of an entry that is its words (judgement); a count of comments behind a label is less
_SEVERAL = 2  # labelled records: one alone is chance (judgement)
_PIECES_SEARCHED = 40
"""The labels are among so many pieces of text at the beginning of an entry."""


class Fields(Struct, frozen=True):
    """Writer of an entry, None where no label says who, and the nodes that hold the words, none where no label says it.

    `value` is the piece of text that says who.
    """

    author: str | None
    body: Sequence[PageElement] = ()
    value: NavigableString | None = None


def find_fields(records: Sequence[Record]) -> Mapping[int, Fields]:
    """The fields of entries by where these begin; none where most have no labels for a name and for the words.

    The label of the words is enough where these are much of what the entries say.
    """
    sample = records[:: max(1, len(records) // SAMPLE_SIZE)]
    known = [(record, fields) for record in sample if (fields := _fields(record))]
    named = sum(fields.author is not None for _, fields in known)
    least = max(_SEVERAL, MIN_SHARE * len(sample))
    body_words = sum(len(node.get_text().split()) for _, fields in known for node in fields.body)
    is_enough = len(known) >= least and body_words > _MIN_BODY_SHARE * sum(
        len(_words_of(record)) for record, _ in known
    )
    if named < least and not is_enough:
        return {}
    found = ((record.start, fields) for record in records if (fields := _fields(record)))
    return {start: fields for start, fields in found if fields.author or named < least}


def _words_of(record: Record) -> Sequence[str]:
    return [word for top in record.tops for word in record.page.elements[top].get_text(" ").split()]


def _fields(record: Record) -> Fields | None:
    if record.inner:
        return None
    tops = [record.page.elements[top] for top in record.tops]
    author: str | None = None
    value: NavigableString | None = None
    is_next = False
    for node in _pieces(tops):
        if is_next:
            author, is_next, value = fold_space(node).lstrip(":\uff1a "), False, node
        elif author is None and (name := _NAME_LABEL.match(node)):
            author = fold_space(node[name.end() :]) or None
            is_next, value = author is None, node
        elif message := _MESSAGE_LABEL.match(node):
            body = list(_behind(tops, node, node[message.end() :]))
            is_whole = len(author or "") <= _LONGEST_NAME and not all(map(is_blank, body))
            return Fields(author, body) if is_whole else None
    return Fields(author, value=value) if author and len(author) <= _LONGEST_NAME else None


def _pieces(tops: Sequence[Tag]) -> Iterator[NavigableString]:
    """The first pieces of text in some tags."""
    stack: list[PageElement] = [*reversed(tops)]
    left = _PIECES_SEARCHED
    while stack and left:
        node = stack.pop()
        if isinstance(node, Tag):
            stack.extend(reversed(node.contents))
        elif is_text(node) and not node.isspace():
            left -= 1
            yield node


def _behind(tops: Sequence[Tag], label: NavigableString, rest: str) -> Iterator[PageElement]:
    """All that follows a label in some tags: the rest of its text, and all behind it or what it is alone in."""
    if rest.strip():
        yield NavigableString(rest)
    here: PageElement = label
    while here.parent is not None and all(here.parent is not top for top in tops):
        if rest.strip() or not all(map(is_blank, here.next_siblings)):
            break
        here = here.parent
    yield from here.next_siblings


PIECES = frozenset(("p", "blockquote", "ul", "ol", "pre", "br", "a", "b", "strong", "em", "i", "span", "font"))
"""Tags that, without a class, hold a piece of the words and not all of them."""


def is_piece(label: str) -> bool:
    """True if tags of a label are a part of the words; what a record of several tags is made of may be all of them."""
    above, _, name = label.rpartition(" ")
    return bool(above) and name in PIECES


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
        return sorted(votes, key=lambda label: -self._weight(votes[label]))

    def index(self, record: Record, body: Sequence[int] = ()) -> int | None:
        """Index at which a record says when it was written, outside its body."""
        for label in self.labels:
            indices = [
                index
                for index in record.labels(label)
                if index in self._page.times and not self._page.is_in(index, body)
            ]
            if indices:
                return next((index for index in indices if not self._is_of_joining(index)), indices[0])
        return None

    def _weight(self, indices: Sequence[int]) -> float:
        """The certainty that the times of some elements are those of the records."""
        times = [self._page.times[index] for index in indices]
        # A time that is only there for scripts may be that of another event.
        shown = sum(time.words is not None for time in times)
        both = sum(time.machine is not None and time.words is not None for time in times) / len(times)
        joined = sum(map(self._is_of_joining, indices)) > HALF_SHARE * len(indices)
        return (
            len(indices)
            * (0.5 + 0.5 * self._order(times) + 0.1 * both + 0.05 * shown / len(times))
            * (_JOINED if joined else 1)
        )

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
