"""One record of a group: its tags, what they are called within it, and its words.

What the records of a group have in common: the words that most of them say are the theme's.

What sites put beside the words of a comment, told by what it is called: links to answer, to share, a signature.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from bs4 import Tag
from bs4.element import NavigableString
from msgspec import Struct

from threadreader.importer.generic.page import SurveyedPage, cached_by_index
from threadreader.importer.generic.thresholds import (
    HALF_SHARE,
    MAX_ELEMENTS,
    MAX_LABEL_CHARS,
    MIN_PATTERN,
    MIN_RECORDS,
)
from threadreader.importer.html.index import Span
from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import (
    ElementSignature,
    cached_by_signature,
    first_descendants,
    is_text,
    signature_of,
)
from threadreader.importer.lexicon import ACTION, counted, stable_label
from threadreader.lexicon import compile_lazily

_ROOT = "^"
"""The label of the tag that holds a whole record: its own classes often differ."""

_PLACED = frozenset(("div", "section", "td"))
"""Tags of which several stand side by side for different things: the first names somebody, the second says when."""

_FEW = 32
"""Records of no more tags than these are likely to be built as another one is."""

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
        start, end = self.span
        if self.inner:
            return self._name_all()
        page = self.page
        if len(self.tops) > 1 or end - start > _FEW:
            if self.span not in page.labelled:
                page.labelled[self.span] = self._name_all()
            return page.labelled[self.span]
        # Most records of a page are built alike.
        built = (*page.signatures[start:end], *[each - start for each in page.ends[start:end]])
        named = page.labelled.get(built)
        if named is None:
            named = self._name_all()
            if not any("itemprop" in signature.attributes for signature in page.signatures[start:end]):
                page.labelled[built] = named
        return named

    def _name_all(self) -> Mapping[str, Sequence[int]]:
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
