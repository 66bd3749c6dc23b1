"""CSS selectors that assign roles to the elements of a page, in one pass.

A page of 10,000 comments has several hundred thousand elements, so there is no search per comment and none per
selector: every alternative is filed under one class, attribute or element name that its last step requires, and what
follows from the signature alone is evaluated once per signature. The part of CSS that allows this is understood:
`tag.class#id[name^=value]`, and ` ` and `>` between them.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from bs4 import Tag
from msgspec import Struct

from threadreader.importer.draft import LeaveOut
from threadreader.importer.html.tree import ElementSignature, PageIndex, signature_of
from threadreader.lexicon import compile_lazily

_STEP = compile_lazily(
    r"""\s*(?P<child>>)?\s*(?P<compound>(?P<name>[a-zA-Z][\w-]*)?
    (?P<qualifiers>(?:[.#][\w-]+)*)(?P<attributes>(?:\[[^\]]*\])*))""",
    re.VERBOSE,
)
_ATTRIBUTE = compile_lazily(
    r"""\[\s*(?P<name>[\w-]+)\s*(?:(?P<operator>[~^$*]?=)\s*["']?(?P<value>[^"'\]]*)["']?\s*)?\]"""
)
_QUALIFIER = compile_lazily(r"([.#])([\w-]+)")
_SEPARATOR = compile_lazily(r",(?![^\[]*\])")
_CAMEL = compile_lazily(r"(?<=[a-z])(?=[A-Z])")
# Elements of one signature; further ones hardly ever play another role.
_MAX_SAMPLE = 1_000

# Further ancestors do not count, lest deep pages take time that grows with the depth.
_MAX_ANCESTORS = 12


class RoleMatch(Struct, frozen=True):
    """An element plays `role` by the alternative of index `priority`, 0 for the most wanted.

    Where `attribute` is set, the value of that attribute counts and not the text of the element.
    """

    role: str
    priority: int
    attribute: str | None = None


class _Compound(Struct, frozen=True, eq=False):
    """Compound selector of one element. With `is_child` it must be a child of an element of the compound before."""

    name: str | None
    classes: frozenset[str]
    ids: frozenset[str]
    attributes: tuple[tuple[str, str | None, str | None], ...]
    is_child: bool
    required: frozenset[str]
    """The attributes that an element must have, whatever their values are."""
    is_bare: bool
    """True if an element with the attribute that this is filed under may fit, whatever it is."""

    @property
    def is_settled_by_signature(self) -> bool:
        """True if elements of one signature either all fit or all fail."""
        return not self.ids and all(operator is None for _, operator, _ in self.attributes)

    def fits(self, element: Tag) -> bool:
        signature = signature_of(element)
        if self not in signature.memo:
            signature.memo[self] = self.may_fit(signature)
        return signature.memo[self] and self.matches_values(element)

    def matches_values(self, element: Tag) -> bool:
        """True if an element whose signature may fit does fit."""
        attributes = element.attrs
        if self.ids and attributes.get("id") not in self.ids:
            return False
        for name, operator, value in self.attributes:
            if operator is not None and not _matches_value(attributes.get(name), operator, value):
                return False
        return True

    def may_fit(self, signature: ElementSignature) -> bool:
        return (
            (self.name is None or self.name == signature.name)
            and self.required <= signature.attributes
            and self.classes.issubset(signature.classes or ())
        )


class Alternative(Struct, frozen=True, eq=False):
    """One selector of a role: conditions on the element itself and, step by step, on its ancestors."""

    match: RoleMatch
    steps: tuple[_Compound, ...]
    is_settled_by_signature: bool

    def may_fit(self, signature: ElementSignature) -> bool:
        """True if an element of a signature may fit, its ancestors aside."""
        last = self.steps[-1]
        # Many ask for nothing but the attribute that they are filed under.
        return last.is_bare or last.may_fit(signature)

    def fits(self, element: Tag) -> bool:
        """True if an element whose signature may fit does fit."""
        return self.steps[-1].matches_values(element) and (len(self.steps) == 1 or _has_ancestors(element, self.steps))


class Selectors:
    """Roles with the CSS selectors of each, its alternatives in order of preference.

    `a.url @href` means the value of an attribute. ValueError for a selector that is not understood.
    """

    def __init__(self, roles: Mapping[str, str]) -> None:
        self._by_name: defaultdict[str, list[Alternative]] = defaultdict(list)
        self._by_class: defaultdict[str, list[Alternative]] = defaultdict(list)
        self._by_attribute: defaultdict[str, list[Alternative]] = defaultdict(list)
        for role, selector in roles.items():
            for priority, each in enumerate(filter(None, map(str.strip, _SEPARATOR.split(selector)))):
                css, _, attribute_name = each.partition(" @")
                steps = _parse_steps(css)
                is_settled = len(steps) == 1 and steps[0].is_settled_by_signature
                self._filed(steps[-1]).append(
                    Alternative(RoleMatch(role, priority, attribute_name or None), steps, is_settled)
                )

    def _filed(self, last: _Compound) -> list[Alternative]:
        """The alternatives under the class, attribute or name that an element must at least have to be looked at."""
        if last.classes:
            return self._by_class[max(last.classes, key=len)]
        if last.ids:
            return self._by_attribute["id"]
        if last.attributes:
            return self._by_attribute[last.attributes[0][0]]
        assert last.name is not None, "a compound is not empty"
        return self._by_name[last.name]

    def may_match(self, signature: ElementSignature) -> bool:
        """True if an element of a signature can play any role."""
        return self._outcome_of(signature) is not _NO_ROLE

    def role_matches(self, element: Tag) -> Sequence[RoleMatch]:
        """All roles of an element."""
        settled, open_ = self._outcome_of(signature_of(element))
        return [*settled, *(each.match for each in open_ if each.fits(element))] if open_ else settled

    def matches_among(
        self, elements: Sequence[Tag], signatures: Sequence[ElementSignature]
    ) -> Iterator[tuple[int, RoleMatch]]:
        """All roles of many elements, with their indices; most have signatures that play none."""
        for index, signature in enumerate(signatures):
            outcome = signature.memo.get(self) or self._outcome_of(signature)
            if outcome is _NO_ROLE:
                continue
            settled, open_ = outcome
            for match in settled:
                yield index, match
            for each in open_:
                if each.fits(elements[index]):
                    yield index, each.match

    def matches(self, element: Tag) -> bool:
        """True if an element plays any role."""
        signature = signature_of(element)
        settled, open_ = signature.memo.get(self) or self._outcome_of(signature)
        return bool(settled) or (bool(open_) and any(each.fits(element) for each in open_))

    def present_roles(self, index: PageIndex) -> set[str]:
        """Roles that are played at all, by one of the first thousand elements of a signature."""
        roles: set[str] = set()
        undecided: defaultdict[tuple[Alternative, ...], list[Tag]] = defaultdict(list)
        signatures = index.indices_by_signature.keys()
        for signature, indices in index.indices_by_signature.items():
            settled, open_ = self._outcome_of(signature)
            roles.update(match.role for match in settled)
            if open_:
                undecided[open_].extend(index.elements[each] for each in indices[:_MAX_SAMPLE])

        @cache
        def is_present(step: _Compound) -> bool:
            return any(map(step.may_fit, signatures))

        # Signatures that differ in what no selector asks for have the same alternatives.
        for open_, elements in undecided.items():
            values = _Values(elements)
            for each in open_:
                *ancestors, last = each.steps
                if each.match.role in roles or not values.may_fit(last) or not all(map(is_present, ancestors)):
                    continue
                if any(map(each.fits, elements)):
                    roles.add(each.match.role)
        return roles

    def _outcome_of(self, signature: ElementSignature) -> "_Outcome":
        outcome: _Outcome | None = signature.memo.get(self)
        if outcome is None:
            outcome = signature.memo[self] = self._compute_outcome(signature)
        return outcome

    def _compute_outcome(self, signature: ElementSignature) -> "_Outcome":
        own, attributes = signature.classes or (), signature.attributes
        has_name = signature.name in self._by_name
        if not has_name and self._by_class.keys().isdisjoint(own) and self._by_attribute.keys().isdisjoint(attributes):
            return _NO_ROLE
        filed = [
            *self._by_name.get(signature.name, ()),
            *(each for name in own for each in self._by_class.get(name, ())),
            *(each for name in attributes for each in self._by_attribute.get(name, ())),
        ]
        alternatives = [each for each in filed if each.may_fit(signature)]
        if not alternatives:
            return _NO_ROLE
        return (
            tuple(each.match for each in alternatives if each.is_settled_by_signature),
            tuple(each for each in alternatives if not each.is_settled_by_signature),
        )


# The roles that every element of a signature plays, and the alternatives that some of them may fit.
_Outcome = tuple[tuple[RoleMatch, ...], tuple[Alternative, ...]]

_NO_ROLE: _Outcome = ((), ())


class _Values:
    """Values of the attributes of many elements, joined per attribute: one search rules out what none has."""

    def __init__(self, elements: Sequence[Tag]) -> None:
        self._elements = elements
        self._texts: dict[str, str] = {}

    def may_fit(self, compound: _Compound) -> bool:
        """True unless no element can fit."""
        if compound.ids and not any(each in self._text("id") for each in compound.ids):
            return False
        return all(not value or value in self._text(name) for name, _, value in compound.attributes)

    def _text(self, name: str) -> str:
        if name not in self._texts:
            self._texts[name] = "\n".join(filter(None, (attribute(element, name) for element in self._elements)))
        return self._texts[name]


def classes(element: Tag) -> Sequence[str]:
    """Class names of an element."""
    value = element.attrs.get("class", ())
    return value.split() if isinstance(value, str) else value


def attribute(element: Tag, name: str) -> str | None:
    """Value of an attribute as one string, None where the element lacks it."""
    value = element.attrs.get(name)
    return " ".join(value) if isinstance(value, list) else value


def hyphenate(name: str) -> str:
    """Split camel case with hyphens: `postAuthor` becomes `post-Author`."""
    return _CAMEL.sub("-", name)


class Attributes:
    """A set of attributes that most elements lack: which ones an element has is looked up once per signature."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def of(self, element: Tag) -> tuple[str, ...]:
        """The attributes of the set that an element has, in the order of the set."""
        signature = signature_of(element)
        names: tuple[str, ...] | None = signature.memo.get(self)
        if names is None:
            names = signature.memo[self] = self._among(signature.attributes)
        return names

    def _among(self, names: Collection[str]) -> tuple[str, ...]:
        return tuple(name for name in self._names if name in names)

    def values(self, element: Tag) -> Iterator[str]:
        """Their values but for empty ones."""
        for name in self.of(element):
            value = attribute(element, name)
            if value:
                yield value


class AttributesLike(Attributes):
    """The same of all attributes whose whole name fits a pattern, by name."""

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self._pattern = compile_lazily(pattern)

    def _among(self, names: Collection[str]) -> tuple[str, ...]:
        return tuple(sorted(filter(self._pattern.fullmatch, names)))


def matcher(selector: str) -> LeaveOut:
    """Predicate for elements that match a selector."""
    return Selectors({"": selector}).matches


def _has_ancestors(element: Tag, steps: Sequence[_Compound]) -> bool:
    """True if ancestors fit the steps before the last one."""
    *outer, last = steps
    if not outer:
        return True
    ancestor = element.parent
    for _ in range(1 if last.is_child else _MAX_ANCESTORS):
        if ancestor is None:
            return False
        if outer[-1].fits(ancestor) and _has_ancestors(ancestor, outer):
            return True
        ancestor = ancestor.parent
    return False


def _matches_value(actual: str | Sequence[str] | None, operator: str, value: str | None) -> bool:
    """True if the value of an attribute, which may be a list, fits."""
    if actual is None or value is None:
        return False
    if operator == "~=":
        return value in (actual.split() if isinstance(actual, str) else actual)
    if not isinstance(actual, str):
        actual = " ".join(actual)
    if operator == "=":
        return actual == value
    if operator == "^=":
        return actual.startswith(value)
    return actual.endswith(value) if operator == "$=" else value in actual


def _parse_steps(css: str) -> tuple[_Compound, ...]:
    steps: list[_Compound] = []
    position = 0
    while position < len(css):
        step = _STEP.match(css, position)
        attributes = list(_ATTRIBUTE.finditer(step["attributes"])) if step else []
        if not step or not step["compound"] or "".join(each[0] for each in attributes) != step["attributes"]:
            raise ValueError(f"the selector {css!r} is not understood from {css[position:]!r} on")
        qualifiers = _QUALIFIER.findall(step["qualifiers"])
        ids = frozenset(name for sign, name in qualifiers if sign == "#")
        names = frozenset(name for sign, name in qualifiers if sign == ".")
        required = frozenset(each["name"] for each in attributes) | ({"id"} if ids else frozenset())
        steps.append(
            _Compound(
                name=step["name"],
                classes=names,
                ids=ids,
                attributes=tuple((each["name"], each["operator"], each["value"]) for each in attributes),
                is_child=step["child"] is not None,
                required=required,
                is_bare=step["name"] is None and not names and len(required) == 1,
            )
        )
        position = step.end()
    if not steps:
        raise ValueError("an empty selector chooses nothing")
    return tuple(steps)
