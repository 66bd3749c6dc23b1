"""Some of the records of a group, and what they and the tags around them are called."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from bs4 import Tag

from threadreader.importer.records.announcing import is_announced
from threadreader.importer.records.groups import Group
from threadreader.importer.records.survey import Span, Survey
from threadreader.importer.records.vocabulary import ACTION, ASIDE, COMMENT, COMMENTS, POST, names_of
from threadreader.importer.region import strings_of
from threadreader.importer.selector import attribute

MANY = 200
"""What is looked for in a record is in no more tags than these."""

HALF, MOST = 0.5, 0.6

_ASIDE_TAGS = frozenset(("nav", "aside", "footer", "header"))
_ENOUGH = 30
"""As many records of a group tell what the others are."""

_UP = 6
"""How far around a list its place on the page tells what it is."""

_FEW = 4
_NEAR = 16
"""A record is numbered in its first tags."""


class Sample:
    """Some of the records of a group, and what they are called."""

    def __init__(self, found: Survey, group: Group) -> None:
        self.found = found
        self.count = len(group.spans)
        self.whole = group.worth / self.count
        self.spans = group.spans[:: max(1, self.count // _ENOUGH)][:_ENOUGH]
        self._ends = dict(group.spans)
        self.own = [" ".join(names_of(found.tags[start])) for start, _ in self.spans]
        self.around = [place for start, _ in self.spans[:3] for place in _above(found, start)]
        names = " ".join(
            word for place in self.around for word in names_of(found.tags[place]) if not ASIDE.search(word)
        )
        self.called_comments = share(bool(COMMENT.search(words)) for words in self.own)
        self.listed_comments = share(
            any(map(COMMENTS.search, names_of(found.tags[found.parents[start]]))) for start, _ in self.spans
        )
        self.called_posts = share(bool(POST.search(words)) for words in self.own)
        self.is_among_comments = bool(COMMENTS.search(names))
        self.is_among_posts = bool(POST.search(names))
        self.is_numbered = share(_is_numbered(found, span) for span in self.spans) >= MOST

    @property
    def is_called_comments(self) -> bool:
        return self.called_comments >= HALF

    @cached_property
    def is_announced(self) -> bool:
        """Whether the last heading before the records is about comments."""
        return is_announced(self.found, self.spans[0][0])

    @property
    def is_called(self) -> bool:
        """Whether the records are called comments or posts, or stand in or under what is called so."""
        is_called = self.is_called_comments or self.called_posts >= HALF
        return is_called or self.is_among_comments or self.is_among_posts or self.is_announced

    @property
    def is_aside(self) -> bool:
        """Whether anything around the records, other than most of the page, is beside it."""
        found = self.found
        return any(_is_aside(found.tags[place]) for place in self.around if 2 * found.letters(place) < found.letters(0))

    @cached_property
    def is_answerable(self) -> bool:
        """Whether there is a link to answer in most of the records, or one to do something else with a comment."""
        return share(any(map(_is_action, self.tags(span))) for span in self.spans) >= HALF

    def tags(self, span: Span) -> Sequence[Tag]:
        """The tags of a record, of a large one the first."""
        return self.found.tags[span[0] : min(span[1], span[0] + MANY)]

    def own_tags(self, span: Span) -> Iterator[Tag]:
        """The same without those of the records in it."""
        here, end = span[0], min(span[1], span[0] + MANY)
        while here < end:
            if here != span[0] and here in self._ends:
                here = self._ends[here]
                continue
            yield self.found.tags[here]
            here += 1


def share(answers: Iterable[bool]) -> float:
    known = list(answers)
    return sum(known) / len(known)


def _above(found: Survey, place: int) -> Iterator[int]:
    """The places of what a tag is in, the nearest first, without the page itself."""
    here = found.parents[place]
    for _ in range(_UP):
        if here < 0 or found.tags[here].name in ("body", "html"):
            return
        yield here
        here = found.parents[here]


def _is_aside(tag: Tag) -> bool:
    if tag.name in _ASIDE_TAGS:
        return True
    return any(ASIDE.search(word) and not COMMENT.search(word) and "content" not in word for word in names_of(tag))


def _is_numbered(found: Survey, span: Span) -> bool:
    """Whether a record has a number of its own that it can be linked by."""
    start, end = span
    for tag in found.tags[start : min(end, start + _NEAR)]:
        values = (attribute(tag, name) for name in ("id", "name")) if tag.attrs else ()
        if any(any(map(str.isdigit, value)) for value in values if value):
            return True
    return any(name.startswith("data-") and name.endswith("id") for name in found.tags[start].attrs)


def _is_action(tag: Tag) -> bool:
    """Whether a tag is a link or a button for doing something with a comment."""
    is_to_press = tag.name in ("a", "button") or attribute(tag, "role") == "button"
    return is_to_press and len(tag.contents) <= _FEW and bool(ACTION.search(first_words(tag)))


def first_words(tag: Tag) -> str:
    """The first words in a tag; its `strings` go down to the last of them before they give the first."""
    return next(filter(None, strings_of(tag.contents, None)), "")
