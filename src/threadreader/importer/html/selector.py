"""CSS selectors that sort the tags of a page by the part they play, each tag looked at once.

A page of 10,000 comments has several hundred thousand tags, so there is no search per comment and none per
selector: every alternative waits under one class, attribute or tag name for a tag that has it, and what can be
said of all tags of one shape is found out once. What is understood is the part of CSS that this can be done for:
`tag.class#id[name^=value]`, and ` ` and `>` between them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bs4 import Tag

from threadreader.importer.draft import LeaveOut
from threadreader.importer.html.tree import Listing, Shape, shape_of

_STEP = re.compile(
    r"""\s*(?P<child>>)?\s*(?P<compound>(?P<name>[a-zA-Z][\w-]*)?
    (?P<marks>(?:[.#][\w-]+)*)(?P<attributes>(?:\[[^\]]*\])*))""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""\[\s*(?P<name>[\w-]+)\s*(?:(?P<operator>[~^$*]?=)\s*["']?(?P<value>[^"'\]]*)["']?\s*)?\]""")
_MARK = re.compile(r"([.#])([\w-]+)")
_BETWEEN_ALTERNATIVES = re.compile(r",(?![^\[]*\])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ENOUGH = 1_000
"""Tags that look the same; after so many the rest are hardly anything new."""

_REACH = 12
"""An ancestor further up than this does not count, lest deep pages take time that grows with the depth."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A tag plays `role`; `rank` is the place of the alternative that says so, 0 for the most wanted.

    Where `attribute` is set, what counts is the value of that attribute and not the tag's text.
    """

    role: str
    rank: int
    attribute: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Compound:
    """What one tag must be. `is_child` says that it must stand directly in what the compound before it names."""

    name: str | None
    classes: frozenset[str]
    ids: frozenset[str]
    attributes: tuple[tuple[str, str | None, str | None], ...]
    is_child: bool

    @property
    def is_settled_by_shape(self) -> bool:
        """Whether tags of one shape are all alike to it."""
        return not self.ids and all(operator is None for _, operator, _ in self.attributes)

    def fits(self, tag: Tag) -> bool:
        shape = shape_of(tag)
        if self not in shape.memo:
            shape.memo[self] = self.may_fit(shape)
        return shape.memo[self] and self.compares(tag)

    def compares(self, tag: Tag) -> bool:
        """Whether a tag of a shape that may fit does fit."""
        attributes = tag.attrs
        if self.ids and attributes.get("id") not in self.ids:
            return False
        for name, operator, value in self.attributes:
            if operator is not None and not _compares(attributes.get(name), operator, value):
                return False
        return True

    def may_fit(self, shape: Shape) -> bool:
        return (
            self.name in (None, shape.name)
            and (not self.ids or "id" in shape.attributes)
            and self.classes.issubset(shape.classes or ())
            and all(name in shape.attributes for name, *_ in self.attributes)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """One of the selectors of a role: what must be true of a tag that plays it, and of what is around that."""

    hit: Hit
    steps: tuple[_Compound, ...]

    @property
    def is_settled_by_shape(self) -> bool:
        return len(self.steps) == 1 and self.steps[0].is_settled_by_shape

    def fits(self, tag: Tag) -> bool:
        """Whether a tag of a shape that may fit does fit."""
        return self.steps[-1].compares(tag) and (len(self.steps) == 1 or _stands_in(tag, self.steps))


class Selectors:
    """Roles and the CSS selectors of each, its alternatives in order of preference.

    `a.url @href` means the value of an attribute. ValueError where a selector is not understood.
    """

    def __init__(self, roles: Mapping[str, str]) -> None:
        self._waiting: defaultdict[str, list[Alternative]] = defaultdict(list)
        for role, selector in roles.items():
            for rank, each in enumerate(filter(None, map(str.strip, _BETWEEN_ALTERNATIVES.split(selector)))):
                css, _, wanted = each.partition(" @")
                steps = _read_steps(css)
                self._waiting[_key(steps[-1])].append(Alternative(Hit(role, rank, wanted or None), steps))

    def may_hit(self, shape: Shape) -> bool:
        """Whether a tag of a shape can play any role."""
        return self._known_of(shape) is not _NOTHING

    def hits(self, tag: Tag) -> Sequence[Hit]:
        """Every role that a tag plays."""
        settled, open_ = self._known_of(shape_of(tag))
        return [*settled, *(each.hit for each in open_ if each.fits(tag))] if open_ else settled

    def hits_among(self, tags: Sequence[Tag], shapes: Sequence[Shape]) -> Iterator[tuple[int, Hit]]:
        """Every role that one of many tags plays, with its place; most are of shapes that play none."""
        for place, shape in enumerate(shapes):
            settled, open_ = shape.memo.get(self) or self._known_of(shape)
            for hit in settled:
                yield place, hit
            for each in open_:
                if each.fits(tags[place]):
                    yield place, each.hit

    def known_among(self, shapes: Sequence[Shape]) -> tuple[list[tuple[int, Hit]], list[tuple[int, Alternative]]]:
        """The roles that tags of some shapes play, with their places, and the alternatives that they may fit or not."""
        known = [(place, self._known_of(shape)) for place, shape in enumerate(shapes) if self.may_hit(shape)]
        settled = [(place, hit) for place, (hits, _) in known for hit in hits]
        return settled, [(place, each) for place, (_, open_) in known for each in open_]

    def matches(self, tag: Tag) -> bool:
        """Whether a tag plays any role."""
        return bool(self.hits(tag))

    def roles(self, listing: Listing) -> set[str]:
        """The roles that are played at all, by one of the first thousand tags of a shape."""
        found: set[str] = set()
        left: list[Shape] = []
        shapes = listing.places.keys()
        for shape in shapes:
            settled, open_ = self._known_of(shape)
            found.update(hit.role for hit in settled)
            if open_:
                left.append(shape)

        @cache
        def is_there(step: _Compound) -> bool:
            return any(map(step.may_fit, shapes))

        for shape in left:
            _, open_ = self._known_of(shape)
            tags = [listing.tags[place] for place in listing.places[shape][:_ENOUGH]]
            values = _Values(tags)
            for each in open_:
                *around, last = each.steps
                if each.hit.role in found or not values.may_fit(last) or not all(map(is_there, around)):
                    continue
                if any(map(each.fits, tags)):
                    found.add(each.hit.role)
        return found

    def _known_of(self, shape: Shape) -> "_Known":
        known: _Known | None = shape.memo.get(self)
        if known is None:
            known = shape.memo[self] = self._find_known(shape)
        return known

    def _find_known(self, shape: Shape) -> "_Known":
        keys = (shape.name, *("." + name for name in shape.classes or ()), *("[" + name for name in shape.attributes))
        waiting = [each for key in keys for each in self._waiting.get(key, ()) if each.steps[-1].may_fit(shape)]
        if not waiting:
            return _NOTHING
        return (
            tuple(each.hit for each in waiting if each.is_settled_by_shape),
            tuple(each for each in waiting if not each.is_settled_by_shape),
        )


_Known = tuple[tuple[Hit, ...], tuple[Alternative, ...]]
"""The roles that every tag of a shape plays, and the alternatives that some of them may fit."""

_NOTHING: _Known = ((), ())


class _Values:
    """The values of attributes of many tags, each attribute's in one text, to see at once what none of them has."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        self._tags = tags
        self._texts: dict[str, str] = {}

    def may_fit(self, compound: _Compound) -> bool:
        """Whether a tag may be among them that is such a one."""
        if compound.ids and not any(each in self._text("id") for each in compound.ids):
            return False
        return all(not value or value in self._text(name) for name, _, value in compound.attributes)

    def _text(self, name: str) -> str:
        if name not in self._texts:
            self._texts[name] = "\n".join(filter(None, (attribute(tag, name) for tag in self._tags)))
        return self._texts[name]


def classes(tag: Tag) -> Sequence[str]:
    """The class names of a tag."""
    found = tag.attrs.get("class", ())
    return found.split() if isinstance(found, str) else found


def attribute(tag: Tag, name: str) -> str | None:
    """The value of an attribute as one string, None where the tag does not have it."""
    value = tag.attrs.get(name)
    return " ".join(value) if isinstance(value, list) else value


def hyphened(name: str) -> str:
    """A name such as `postAuthor` as `post-Author`, so that words are parted alike in all names."""
    return _CAMEL.sub("-", name)


class Attributes:
    """Some attributes, of which most tags have none: which ones they have is asked once of all that look alike."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def of(self, tag: Tag) -> tuple[str, ...]:
        """Those that a tag has, in the order in which they were given."""
        shape = shape_of(tag)
        known: tuple[str, ...] | None = shape.memo.get(self)
        if known is None:
            known = shape.memo[self] = tuple(name for name in self._names if name in shape.attributes)
        return known

    def values(self, tag: Tag) -> Iterator[str]:
        """Their values but for empty ones."""
        for name in self.of(tag):
            value = attribute(tag, name)
            if value:
                yield value


def chooser(selector: str) -> LeaveOut:
    """Whether a tag matches a selector, as a function."""
    return Selectors({"": selector}).matches


def _stands_in(tag: Tag, steps: Sequence[_Compound]) -> bool:
    """Whether what the steps before the last name is around a tag that fits the last."""
    *before, last = steps
    if not before:
        return True
    above = tag.parent
    for _ in range(1 if last.is_child else _REACH):
        if above is None:
            return False
        if before[-1].fits(above) and _stands_in(above, before):
            return True
        above = above.parent
    return False


def _compares(found: str | Sequence[str] | None, operator: str, value: str | None) -> bool:
    """Whether an attribute is so; some of them are lists of words."""
    if found is None or value is None:
        return False
    if operator == "~=":
        return value in (found.split() if isinstance(found, str) else found)
    if not isinstance(found, str):
        found = " ".join(found)
    if operator == "=":
        return found == value
    if operator == "^=":
        return found.startswith(value)
    return found.endswith(value) if operator == "$=" else value in found


def _read_steps(css: str) -> tuple[_Compound, ...]:
    steps: list[_Compound] = []
    place = 0
    while place < len(css):
        step = _STEP.match(css, place)
        if step is None or not step["compound"]:
            raise ValueError(f"the selector {css!r} is not understood from {css[place:]!r} on")
        marks = _MARK.findall(step["marks"])
        steps.append(
            _Compound(
                name=step["name"],
                classes=frozenset(word for mark, word in marks if mark == "."),
                ids=frozenset(word for mark, word in marks if mark == "#"),
                attributes=tuple(
                    (a["name"], a["operator"], a["value"]) for a in _ATTRIBUTE.finditer(step["attributes"])
                ),
                is_child=step["child"] is not None,
            )
        )
        place = step.end()
    if not steps:
        raise ValueError("an empty selector chooses nothing")
    return tuple(steps)


def _key(last: _Compound) -> str:
    """What a tag must at least have to be looked at."""
    if last.classes:
        return "." + max(last.classes, key=len)
    if last.ids:
        return "[id"
    if last.attributes:
        return "[" + last.attributes[0][0]
    assert last.name is not None, "a compound is not empty"
    return last.name
