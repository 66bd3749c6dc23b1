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

from threadreader.dataclass import dataclass, field
from threadreader.importer.generic.survey import Span, Survey, cached_by_place
from threadreader.importer.generic.thresholds import FEW, HALF, MANY, SEVERAL, SHORT
from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import (
    ElementSignature,
    cached_by_signature,
    first_descendants,
    is_text,
    signature_of,
)
from threadreader.importer.lexicon import ACTION, VOLATILE, counted, folded
from threadreader.lexicon import compile_lazily

_ROOT = "^"
"""The label of the tag that holds a whole record: its own classes often differ."""

_PLACED = frozenset(("div", "section", "td"))
"""Tags of which several stand side by side for different things: the first names somebody, the second says when."""

_FEW = 32
"""Records of no more tags than these are likely to be built as another one is."""

_MANY = 100
"""A tag with more tags in it than this is not asked for its few words."""


@dataclass(eq=False)
class Record:
    """The part of a page that is one record's own. `parent` is the place in the list of the record it is in."""

    found: Survey
    span: Span
    parent: int | None = None
    inner: list[Span] = field(default_factory=list)

    @property
    def start(self) -> int:
        """The place of its first tag, which stands for it."""
        return self.span[0]

    @property
    def element(self) -> Tag:
        """Its first tag."""
        return self.found.tags[self.start]

    @cached_property
    def tops(self) -> list[int]:
        """The places of the tags that it is made of: one, or several that follow each other."""
        return list(_tops(self.found, self.span))

    @cached_property
    def places(self) -> list[int]:
        """The places of its own tags."""
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
        tags = self.found.tags
        return Region(self.element, inner={id(tags[top]) for span in self.inner for top in _tops(self.found, span)})

    @cached_property
    def labelled(self) -> dict[str, list[int]]:
        """Its tags by what they are called."""
        return {label: self.labels(label) for label in self._named}

    def labels(self, label: str | None) -> list[int]:
        """The places of the tags of a label."""
        start = self.start
        return [start + at for at in self._named.get(label or "", ())]

    def alike(self, label: str | None) -> list[int]:
        """The places of tags that are called as those of a label are, but stand in what is called otherwise."""
        own = (label or "").rpartition(" ")[2]
        if "." not in own:
            return []
        return [place for other, places in self.labelled.items() if other.endswith(f" {own}") for place in places]

    @cached_property
    def _named(self) -> Mapping[str, Sequence[int]]:
        """By what its tags are called how many come before them."""
        start, end = self.span
        if self.inner:
            return self._name_all()
        found = self.found
        if len(self.tops) > 1 or end - start > _FEW:
            if self.span not in found.labelled:
                found.labelled[self.span] = self._name_all()
            return found.labelled[self.span]
        # Most records of a page are built alike.
        built = (*found.shapes[start:end], *[each - start for each in found.ends[start:end]])
        named = found.labelled.get(built)
        if named is None:
            named = self._name_all()
            if not any("itemprop" in shape.attributes for shape in found.shapes[start:end]):
                found.labelled[built] = named
        return named

    def _name_all(self) -> Mapping[str, Sequence[int]]:
        named: defaultdict[str, list[int]] = defaultdict(list)
        labels: dict[int, str] = {}
        bare: Counter[tuple[int, str]] = Counter()
        is_one = len(self.tops) == 1
        for place in self.places:
            parent, tag = self.found.parents[place], self.found.tags[place]
            above = labels.get(parent)
            label = _ROOT if above is None and is_one else _label_of(tag, above or "")
            if above is not None and tag.name in _PLACED and _is_bare(tag):
                bare[parent, tag.name] += 1
                label += f":{bare[parent, tag.name]}" if bare[parent, tag.name] > 1 else ""
            labels[place] = label
            named[label].append(place - self.start)
        return dict(named)

    @cached_property
    def size(self) -> int:
        """The number of its own letters."""
        return sum(map(self.letters, self.tops))

    def letters(self, place: int) -> int:
        """The number of its own letters in a tag of it."""
        letters = self.found.letters(place)
        if not self.inner or not letters:
            return letters
        starts, before = self._inner_letters
        return letters - before[bisect_left(starts, self.found.ends[place])] + before[bisect_left(starts, place)]

    @cached_property
    def _inner_letters(self) -> tuple[list[int], list[int]]:
        """Indices at which the records inside begin, and the letters before each."""
        sizes = (self.found.letters(*span) for span in self.inner)
        return [start for start, _ in self.inner], list(accumulate(sizes, initial=0))

    def is_small(self, place: int, most: int) -> bool:
        """True if a tag has words, no more letters than these, and few tags."""
        return self.found.ends[place] - place <= _MANY and 0 < self.letters(place) <= most

    def words(self, place: int) -> str:
        """The words of a tag."""
        known = self._words.get(place)
        if known is None:
            known = self._words[place] = self.region.text(self.found.tags[place])
        return known

    @cached_property
    def pictured(self) -> Collection[str | None]:
        """What its first pictures are said to show."""
        pictures = (tag for place in self.places[:MANY] if (tag := self.found.tags[place]).name == "img")
        return {attribute(tag, name) for tag in pictures for name in ("alt", "title")}

    @cached_property
    def lines(self) -> dict[int, tuple[str, str]]:
        """The lines in its tags where names are, as far as known: one dict for all records with nothing cut out."""
        return {} if self.inner else self.found.lines

    @cached_property
    def _words(self) -> dict[int, str]:
        return {} if self.inner else self.found.words


def cut(found: Survey, spans: Sequence[Span]) -> list[Record]:
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
        records.append(Record(found, span, parent))
    return records


def _label_of(tag: Tag, above: str) -> str:
    """The label of a tag: its name and classes, and what it stands in; twice that where it has none."""
    shape = signature_of(tag)
    labels: dict[tuple[str, str | None], str] | None = shape.memo.get(_label_of)
    if labels is None:
        labels = shape.memo[_label_of] = {}
    known = (above, attribute(tag, "itemprop") if "itemprop" in shape.attributes else None)
    if known not in labels:
        labels[known] = _label(shape, *known)
    return labels[known]


def _is_bare(tag: Tag) -> bool:
    """True if nothing but its place tells a tag from others of its name."""
    shape = signature_of(tag)
    known = shape.memo.get(_is_bare)
    if known is None:
        words = {folded(word) for word in shape.classes or ()} - VOLATILE
        known = shape.memo[_is_bare] = not words and "itemprop" not in shape.attributes
    return bool(known)


def _label(shape: ElementSignature, above: str, prop: str | None) -> str:
    words = sorted({folded(word) for word in shape.classes or ()} - VOLATILE)
    own = ".".join((shape.name, *words))
    label = f"{own}[{prop}]" if prop else own
    return " ".join((*above.rsplit(" ", 2)[-1 if prop or "." in label else -2 :], label)) if above else label


def _tops(found: Survey, span: Span) -> Iterator[int]:
    here = span[0]
    while here < span[1]:
        yield here
        here = found.ends[here]


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
    for node in first_descendants(tag, MANY):
        if isinstance(node, Tag):
            if node.name in TO_PRESS:
                return False
        elif type(node) is NavigableString and len(words) <= SHORT:
            words = f"{words} {node.strip()}".strip()
    is_action = ACTION.search(words) and not _ADDRESSED.search(words)
    is_label = is_action or counted(words) is not None or not any(map(str.isalpha, words))
    return len(words) > SHORT or not is_label


LINE = 60
"""Letters of the longest text that all records say."""


@cached_by_place
def _short_texts(found: Survey, place: int) -> Collection[str]:
    texts = {node for node in found.tags[place].contents if is_text(node) and len(node) <= LINE}
    return {" ".join(text.split()) for text in texts} if texts else ()


class Common:
    """The words that at least half of the records have: links to answer, "says:", "on", "|"."""

    def __init__(self, voters: Sequence[Record]) -> None:
        self._voters = voters
        self._least = max(2, HALF * len(voters))
        self._places: dict[int, list[int]] = {}

    def places(self, record: Record) -> list[int]:
        """The places of the tags in a record with such words, none in another."""
        known = self._places.get(record.start)
        if known is None:
            found = [
                place
                for label in self._labels
                for place in record.labels(label)
                if record.is_small(place, LINE) and self.has(record, label, place)
            ]
            mentions = [place for place in record.places if found and self._is_mention(record, place)]
            said = (place for place in found if not record.found.is_in(place, mentions))
            known = self._places[record.start] = record.found.outermost(sorted(said))
        return known

    def _is_mention(self, record: Record, place: int) -> bool:
        """True if a link names somebody who is spoken to: that is said, however many say it."""
        is_link = record.found.tags[place].name == "a" and record.is_small(place, LINE)
        return is_link and record.words(place).startswith("@")

    def may_be_words(self, record: Record) -> list[int]:
        """Of these the places of what writers may have said too: nothing to press, and not in all of many records."""
        return [place for place in self.places(record) if self._may_be_words(record, place)]

    def _may_be_words(self, record: Record, place: int) -> bool:
        tag, words = record.found.tags[place], record.words(place)
        if tag.name in TO_PRESS or is_not_words(tag) or not any(map(str.isalnum, words)) or words.endswith(":"):
            return False
        return self._most.get(words, 0) < max(len(self._voters), FEW)

    def has(self, record: Record, label: str, place: int) -> bool:
        """True if the words of a tag are such."""
        return label in self._labels and (label, record.words(place)) in self._said

    @cached_property
    def texts(self) -> frozenset[str]:
        """Such pieces of text."""
        counts: Counter[str] = Counter()
        for record in self._voters:
            counts.update(set().union(*(_short_texts(record.found, place) for place in record.places)))
        return frozenset(each for each, count in counts.items() if count >= self._least)

    @cached_property
    def _said(self) -> set[tuple[str, str]]:
        return {each for each, count in self._counts.items() if count >= self._least}

    @cached_property
    def _counts(self) -> Counter[tuple[str, str]]:
        counts: Counter[tuple[str, str]] = Counter()
        for record in self._voters:
            counts.update(
                {
                    (label, record.words(place))
                    for label, places in record.labelled.items()
                    for place in places[:SEVERAL]
                    if record.is_small(place, LINE)
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
        return {label for label, _ in self._said}
