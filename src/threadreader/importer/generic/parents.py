"""Parents that a page names outright: in attributes, links "in reply to", "@Ann" or ">>12" before the words.

Who answers whom, by the strongest evidence: what the page says, what is in what, what is moved in, or numbers.

How deep a record is: by how far it is moved in, or by a number that it gives.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.draft import Evidence, LeaveOut, parents_by_depth
from threadreader.importer.generic.branches import find_branches
from threadreader.importer.generic.record import Record
from threadreader.importer.generic.roles import Roles
from threadreader.importer.generic.survey import Survey
from threadreader.importer.html.region import is_blank, stripped_strings
from threadreader.importer.html.selector import Attributes, attribute, classes
from threadreader.importer.html.tree import cached_by_signature, is_text
from threadreader.importer.lexicon import TO_PARENT
from threadreader.model.text import fold_space

_NAMES = Attributes("id", "name", "data-id", "data-comment-id", "data-commentid", "data-post-id")
_FIELDS = frozenset(("input", "button", "textarea", "select", "label"))
_BEFORE = 60
"""So much of the text before a link says what it is."""

_LINK = 10
"""A link with more in it than this is not one to a parent."""

_FEW = 12
"""No more letters than these stand beside "@Ann" where that is not a part of the words."""

_COMMENT_BELOW = re.compile(r"#(?=\D*+\d++\Z)\D*?comm?ent\D*+\d+")
_CALL = re.compile(r"\s*@\s*[^\s,;:!?]+(?:\s[^\s,;:!?]+)?\s*[,:]?\s*")
"""A name of one word or two: what a writer links to a comment may begin with "@Ann" too, and say more."""

_REFERENCE = re.compile(r"\s*(?:>>|»)\s*(?:No\.?\s*)?\d+\s*(?:\((?:OP|You)\)\s*)?")
"""How imageboards call what is answered: by its number."""

_AROUND = " @,:"
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Answers:
    """For each record the place of the one that it says it answers, and the tags (by identity) that say so in words."""

    parents: Sequence[int | None]
    tags: frozenset[int]


def find_answers(found: Survey, roles: Sequence[Roles]) -> Answers:
    """What the records say; of several that one says it answers, the one that is before it."""
    telling = [list(_tags(found, part)) for part in roles]
    owners = _owners(telling)
    below = _said_below(found, roles, telling, owners)
    parents: list[int | None] = []
    tags: set[int] = set()
    for place, part in enumerate(roles):
        addressed = {link: owner for link, owner in _addressed(found, part, owners) if owner != place}
        said = {owners[key] for key in _said(telling[place]) if key in owners} - {place}
        said = said or below.get(place, set()) or set(addressed.values())
        earlier = {each for each in said if each < place} or said
        parents.append(earlier.pop() if len(earlier) == 1 else None)
        for link, owner in addressed.items():
            tags.update(id(tag) for tag in _beside_words(found, part.alone[0], link, roles[owner].author))
    return Answers(parents, frozenset(tags))


def without_call(body: Sequence[PageElement], leave_out: LeaveOut) -> LeaveOut:
    """What is left out of the words, and "@Ann" before them that leads to a comment on the same page.

    Themes put it before answers; one that stands among the words is a part of them.
    """
    call = _call(body, leave_out)
    return leave_out if call is None else lambda tag: tag is call or leave_out(tag)


def _call(body: Sequence[PageElement], leave_out: LeaveOut) -> Tag | None:
    """The link that calls a writer, where the words begin with it."""
    stack = [*reversed(body)]
    for _ in range(_LINK):
        node = stack.pop() if stack else None
        if not isinstance(node, Tag):
            if node is None or not is_blank(node):
                return None
        elif leave_out(node):
            continue
        elif node.name == "a":
            is_call = _COMMENT_BELOW.fullmatch(attribute(node, "href") or "") and _is_name(node)
            return node if is_call else None
        elif node.contents:
            stack.extend(reversed(node.contents))
        elif not is_blank(node):
            return None
    return None


def _addressed(found: Survey, part: Roles, owners: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Where a link stands before the words that calls the writer of another record, and the place of that record."""
    for top in part.alone[:1]:
        link = next((at for at in range(top, min(found.ends[top], top + _LINK)) if found.tags[at].name == "a"), None)
        if link is None or not _is_first(found.tags[link], found.tags[top], _FEW):
            continue
        page, mark, target = (attribute(found.tags[link], "href") or "").partition("#")
        words = found.tags[link].get_text()
        is_call = words.lstrip().startswith("@") and not page
        is_number = _REFERENCE.fullmatch(words) and _is_first(found.tags[link], found.tags[top])
        if mark and target in owners and (is_call or is_number or _is_lead(found, link)):
            yield link, owners[target]


def _said_below(
    found: Survey, roles: Sequence[Roles], telling: Sequence[Sequence[Tag]], owners: Mapping[str, int]
) -> Mapping[int, set[int]]:
    """For each record the ones that links to a parent lead to which stand below it; none where these are in records."""
    if any(_leads_up(tag) for tags in telling for tag in tags):
        return {}
    below: dict[int, set[int]] = {}
    starts = sorted(part.record.start for part in roles)
    for place, part in enumerate(roles):
        end = part.record.span[1]
        until = min(end + _LINK, starts[bisect_left(starts, end)] if end <= starts[-1] else len(found.tags))
        said = {owners[key] for key in _said(found.tags[end:until]) if key in owners}
        if place in said:
            # They stand over what they are of.
            return {}
        if said:
            below[place] = said
    return below


def _beside_words(found: Survey, top: int, link: int, name: str | None) -> Iterator[Tag]:
    """The link that calls another writer, with what the page says of it, where that is no part of the words."""
    tag, around = found.tags[link], found.parents[link]
    if not _is_name(tag) and not (name and fold_space(tag.get_text()).strip(_AROUND) == name):
        return
    # A paragraph is the writer's own, as short as it may be, if it does not say "Replying to Ann:".
    is_alone = around > top and (found.tags[around].name != "p" or _is_lead(found, link))
    if is_alone and found.letters(around) <= min(found.letters(link) + _FEW, found.letters(top) - 1):
        yield found.tags[around]
    elif _is_first(tag, found.tags[top]):
        yield tag


def _is_lead(found: Survey, link: int) -> bool:
    """Whether a link is what "Replying to Ann:" leads to, where this is all that a paragraph says."""
    around = found.parents[link]
    before = found.tags[link].previous_sibling
    is_all = found.tags[around].name == "p" and found.letters(around) <= found.letters(link) + _FEW
    return is_all and before is not None and is_text(before) and TO_PARENT.match(before.strip()) is not None


def _is_name(link: Tag) -> bool:
    """Whether a link says "@Ann" or ">>12" and no more."""
    words = link.get_text()
    return len(words.strip()) <= _LONGEST and bool(_CALL.fullmatch(words) or _REFERENCE.fullmatch(words))


def _is_first(link: Tag, top: Tag, most: int = 0) -> bool:
    """Whether no more letters than `most` stand before a link in a tag that it is in."""
    letters = 0
    here: Tag | None = link
    while here is not None and here is not top:
        for before in here.previous_siblings:
            words = before.get_text() if isinstance(before, Tag) else str(before) if is_text(before) else ""
            letters += len("".join(words.split()))
            if letters > most:
                return False
        here = here.parent
    return True


def _owners(telling: Sequence[Sequence[Tag]]) -> dict[str, int]:
    """Which record each name of a place on the page belongs to; those of several belong to none."""
    owners: dict[str, int] = {}
    shared: set[str] = set()
    for place, tags in enumerate(telling):
        for key in _keys(tags):
            if owners.setdefault(key, place) != place:
                shared.add(key)
    return {key: place for key, place in owners.items() if key not in shared}


def _keys(tags: Sequence[Tag]) -> Iterator[str]:
    """The names that the parts of a record have, and the numbers that they end in."""
    for tag in tags:
        if tag.name not in _FIELDS:
            for value in _NAMES.values(tag):
                if any(map(str.isdigit, value)):
                    yield value
                    yield _number_in(value)


def _said(tags: Sequence[Tag]) -> Iterator[str]:
    """The names that a record calls its parent's."""
    for tag in tags:
        for name, value in tag.attrs.items():
            if "parent" in name and isinstance(value, str) and value.strip() not in ("", "0"):
                yield value.strip()
                yield _number_in(value.strip())
        href = attribute(tag, "href") or ""
        if _leads_up(tag):
            target = href.rpartition("#")[2]
            yield target
            yield from re.findall(r"\d{2,}", target)[-1:]


def _leads_up(tag: Tag) -> bool:
    """Whether a tag is a link to what a record answers."""
    href = attribute(tag, "href") if tag.name == "a" and len(tag.contents) < _LINK else None
    return bool(href) and any(map(str.isdigit, href or "")) and TO_PARENT.search(_around(tag)) is not None


def _tags(found: Survey, part: Roles) -> Iterator[Tag]:
    """The tags of a record that say something of it: not those in its words."""
    tops = frozenset(part.alone)
    for place in part.record.places:
        tag = found.tags[place]
        if tag.attrs and (place in tops or not found.is_in(place, part.alone)):
            yield tag


def _number_in(value: str) -> str:
    return re.sub(r"^\D+", "", value)


def _around(tag: Tag) -> str:
    """What a link says of itself first, and the words just before it: one that is never closed holds the whole page."""
    before = tag.previous_sibling
    said = [str(before)[-_BEFORE:]] if before is not None and not isinstance(before, Tag) else []
    said += [attribute(tag, name) or "" for name in ("title", "class", "rel", "aria-label")]
    said += [words[:_BEFORE] for words in islice(filter(None, stripped_strings(tag.contents, None)), _LINK)]
    return " ".join(said)


_DEPTH = re.compile(r"(?:depth|level|lvl|indent|nest(?:ed|ing)?|tier|generation)[-_]{0,2}(\d{1,3})$")
_DEPTH_ATTRIBUTES = Attributes(
    "data-depth", "data-level", "data-indent", "aria-level", "depth", "indent", "data-nesting"
)
_SHIFT = re.compile(r"(?:margin|padding)(?:-left\s*:|\s*:\s*0\s+0\s+0)\s*(\d{1,5}(?:\.\d{1,3})?)\s*(px|em|rem|pt)?")
_PIXELS = {"em": 16.0, "rem": 16.0, "pt": 4 / 3}
_SPACER = re.compile(r"spacer|blank|pixel|clear|trans|(?:^|/)s\.gif|indent|dot\.gif", re.IGNORECASE)
_NEAR, _TEXT_BEFORE, _UP = 8, 32, 3
"""What moves a record in is among so many tags at its beginning, more before its first words, and some around it."""

_MOST = 0.9


def parents_by_number(numbers: Sequence[float | None]) -> list[int | None]:
    """For each record the place of the last one less deep before it; empty where the numbers are no depths.

    Depths grow by one step at a time, from one comment to the next.
    """
    known = [number for number in numbers if number is not None]
    steps = sorted(set(known))
    if len(steps) < 2 or len(known) < _MOST * len(numbers) or known[0] != steps[0]:  # noqa: PLR2004 - one is no depth
        return []
    ranks = {step: rank for rank, step in enumerate(steps)}
    if sum(ranks[two] <= ranks[one] + 1 for one, two in pairwise(known)) < _MOST * (len(known) - 1):
        return []
    parents = parents_by_depth([None if number is None else ranks[number] for number in numbers])
    return [None if parent < 0 else parent for parent in parents]


def indentation_of(found: Survey, record: Record) -> float:
    """How many pixels a record is moved in by styles at its beginning and around it."""
    total = 0.0
    for place in (*_beginning(found, record), *islice(_above(found, record.start), _UP)):
        if "style" in found.shapes[place].attributes:
            shift = _SHIFT.search((attribute(found.tags[place], "style") or "").lower())
            total += float(shift[1]) * _PIXELS.get(shift[2] or "", 1.0) if shift else 0.0
    return total


def spacer_of(found: Survey, record: Record) -> float | None:
    """How wide the empty picture at the beginning of a record is; None where there is none."""
    for place in _beginning(found, record):
        tag = found.tags[place]
        if tag.name in ("img", "td"):
            wanted = "width" if tag.name == "img" and _SPACER.search(attribute(tag, "src") or "") else "indent"
            width = (attribute(tag, wanted) or "").removesuffix("px")
            if width.isdecimal():
                return float(width)
    return None


def depth_of(found: Survey, record: Record) -> float | None:
    """The number that a record or what is around it gives as its depth."""
    for place in (*record.places[:_UP], *islice(_above(found, record.start), _UP - 1)):
        tag = found.tags[place]
        values = _DEPTH_ATTRIBUTES.values(tag)
        given = next((value for value in values if value.isdecimal() and len(value) < _NEAR), None)
        named = _depth_in_class(tag)
        if given or named:
            return float(given or named or 0)
    return None


@cached_by_signature
def _depth_in_class(tag: Tag) -> str | None:
    return next((number[1] for number in map(_DEPTH.search, classes(tag)) if number), None)


def _beginning(found: Survey, record: Record) -> Iterator[int]:
    """The first places of a record, and those before its first words: what is empty may stand over it."""
    letters = found.letters_before[record.start]
    for count, place in enumerate(islice(record.places, _TEXT_BEFORE)):
        if count >= _NEAR and found.letters_before[place] > letters:
            return
        yield place


def _above(found: Survey, place: int) -> Iterator[int]:
    here = found.parents[place]
    while here > 0:
        yield here
        here = found.parents[here]


Parent = tuple[int, Evidence]
"""The place of the parent in the list of records, and what says so."""

_SEVERAL, _NEARLY_ALL = 3, 0.9


def find_parents(found: Survey, roles: Sequence[Roles], answers: Answers) -> list[Parent | None]:
    """The parent of each record; @names that lead nowhere and quotations are no evidence."""
    said = [_with(Evidence.EXPLICIT, place) for place in answers.parents]
    structure = _structure(found, roles)
    if _contradict(said, structure):
        return said
    return [outright or around for outright, around in zip(said, structure, strict=True)]


def _contradict(said: Sequence[Parent | None], structure: Sequence[Parent | None]) -> bool:
    """Whether what records say of their parents is often otherwise than what they stand in: then this tells nothing."""
    both = [one[0] == two[0] for one, two in zip(said, structure, strict=True) if one and two]
    return len(both) >= _SEVERAL and sum(both) < _NEARLY_ALL * len(both)


def _structure(found: Survey, roles: Sequence[Roles]) -> list[Parent | None]:
    """Parents by what is in what, else by the kind of evidence that most records have, and that tells most parents."""
    records = [part.record for part in roles]
    inside = [record.parent for record in records]
    if any(place is not None for place in inside):
        return [_with(Evidence.CONTAINED, place) for place in inside]
    kinds = [
        (Evidence.CONTAINED, find_branches(found, records)),
        (Evidence.INDENTED, parents_by_number([indentation_of(found, record) for record in records])),
        (Evidence.INDENTED, parents_by_number([spacer_of(found, record) for record in records])),
        (Evidence.NUMBERED, parents_by_number([depth_of(found, record) for record in records])),
    ]
    evidence, parents = max(kinds, key=lambda kind: _told(kind[1]))
    return [_with(evidence, place) for place in parents] or [None] * len(roles)


def _told(parents: Sequence[int | None]) -> tuple[int, int]:
    """How many records have a parent, and how many are one."""
    known = [place for place in parents if place is not None]
    return len(known), len(set(known))


def _with(evidence: Evidence, place: int | None) -> Parent | None:
    return None if place is None else (place, evidence)
