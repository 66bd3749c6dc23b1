"""Parents that a page names: in attributes, links "in reply to", "@Ann" or ">>12" before the words of a comment.

They are looked for in the part of the page that each comment is.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from bs4 import Tag
from bs4.element import PageElement
from msgspec import Struct

from threadreader.importer.draft import LeaveOut
from threadreader.importer.html.region import is_blank, stripped_strings, text_content
from threadreader.importer.html.selector import AttributesLike, attribute
from threadreader.importer.html.tree import PageIndex, Span, cached_by_signature, is_text, signature_of
from threadreader.importer.lexicon import TO_PARENT
from threadreader.lexicon import compile_lazily
from threadreader.model.text import fold_space


class Part(Struct, frozen=True, eq=False):
    """The part of a page that is one comment's own: its elements without those of comments nested in it.

    `parent` is the index of the comment that it is nested in, `words` are the elements that hold its text, in document
    order, `lead` is the one of these that its text begins in, as attachments may stand before it, and `name` and `key`
    are those of the comment, as far as known.
    """

    span: Span
    own: Sequence[int]
    parent: int | None = None
    words: Sequence[int] = ()
    lead: int | None = None
    name: str | None = None
    key: str | None = None

    @property
    def start(self) -> int:
        """Index of its first element."""
        return self.span[0]


def nest(spans: Iterable[Span]) -> tuple[list[int | None], list[list[int]]]:
    """For each span in document order the index of the one that it is in, and the indices of its own elements."""
    parents: list[int | None] = []
    own: list[list[int]] = []
    reached: list[int] = []
    ends: list[int] = []
    path: list[int] = []

    def close() -> None:
        last = path.pop()
        own[last].extend(range(reached[last], ends[last]))
        if path:
            reached[path[-1]] = ends[last]

    for start, end in spans:
        while path and ends[path[-1]] <= start:
            close()
        if path:
            own[path[-1]].extend(range(reached[path[-1]], start))
        parents.append(path[-1] if path else None)
        path.append(len(own))
        own.append([])
        reached.append(start)
        ends.append(end)
    while path:
        close()
    return parents, own


_NAMES = AttributesLike(r"id|name|data-(?:(?:comment|post|message|node)-?|[cp])?id")
_OF_PARENT = compile_lazily(
    r"parent|in[-_]?reply|repl(?:y|ied)[-_]?(?:to|id)|top[-_]?id|respon(?:d|se)[-_]?to|answer[-_]?to"
)
_FIELDS = frozenset(("input", "button", "textarea", "select", "label"))

_BEFORE = 60
"""Characters before a link that may say what it is."""

_LINK = 10
"""A link with more nodes in it than this is not one to a parent."""

_FEW = 12
"""Characters next to "@Ann" where that is not a part of the words, at most."""

_COMMENT_BELOW = compile_lazily(r"#(?=\D*+\d++\Z)\D*?comm?ent\D*+\d+")
_CALL = compile_lazily(r"\s*@\s*[^\s,;:!?]+(?:\s[^\s,;:!?]+)?\s*[,:]?\s*")
"""A name of one word or two: what a writer links to a comment may begin with "@Ann" too, and say more."""

_REFERENCE = compile_lazily(r"\s*(?:>>|»)\s*(?:No\.?\s*)?\d+\s*(?:\((?:OP|You)\)\s*)?")
"""The number of a post that is answered, as imageboards write it."""

_DIGIT = compile_lazily(r"\d")
_AFFIXES = " @,:"
_LONGEST = 40  # characters of a link that only names somebody (judgement)


class References(Struct, frozen=True):
    """For each comment the index of the one that it refers to as its parent, and the elements (by identity) that do."""

    parents: Sequence[int | None]
    elements: frozenset[int]


def find_references(page: PageIndex, parts: Sequence[Part]) -> References:
    """The parents that comments name; of several that one names, the one that is before it."""
    marks = [list(_marks(page, part)) for part in parts]
    links = [list(filter(_leads_up, elements)) for elements in marks]
    owners = _owners(parts, marks)
    below = {} if any(links) else _named_below(page, parts, owners)
    parents: list[int | None] = []
    elements: set[int] = set()
    for index, part in enumerate(parts):
        calls = {link: owner for link, owner in _calls(page, part, owners) if owner != index}
        named = {owners[key] for key in _named(marks[index], links[index]) if key in owners} - {index}
        named = named or below.get(index, set()) or set(calls.values())
        earlier = {each for each in named if each < index} or named
        parents.append(earlier.pop() if len(earlier) == 1 else None)
        for link, owner in calls.items():
            elements.update(id(element) for element in _call_elements(page, part, link, parts[owner].name))
    return References(parents, frozenset(elements))


def without_call(body: Sequence[PageElement], leave_out: LeaveOut) -> LeaveOut:
    """All that is left out of the words, and "@Ann" before them that leads to a comment on the same page.

    Themes put it before answers; one that stands among the words is a part of them.
    """
    call = _call(body, leave_out)
    return leave_out if call is None else lambda element: element is call or leave_out(element)


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


def _calls(page: PageIndex, part: Part, owners: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """A link before the words that calls the writer of another comment, and the index of that comment."""
    if part.lead is None:
        return
    top = part.lead
    near = range(top, min(page.ends[top], top + _LINK))
    link = next((at for at in near if page.signatures[at].name == "a"), None)
    if link is None:
        return
    address, mark, target = (attribute(page.elements[link], "href") or "").partition("#")
    if not mark or target not in owners or not _is_first(page.elements[link], page.elements[top], _FEW):
        return
    words = page.elements[link].get_text()
    is_call = words.lstrip().startswith("@") and not address
    is_number = _REFERENCE.fullmatch(words) and _is_first(page.elements[link], page.elements[top])
    if is_call or is_number or _is_lead(page.elements[link]):
        yield link, owners[target]


def _named_below(page: PageIndex, parts: Sequence[Part], owners: Mapping[str, int]) -> Mapping[int, set[int]]:
    """For each comment the ones that links to a parent after it lead to, where no such links are in comments."""
    below: dict[int, set[int]] = {}
    starts = sorted(part.start for part in parts)
    for index, part in enumerate(parts):
        end = part.span[1]
        until = min(end + _LINK, starts[bisect_left(starts, end)] if end <= starts[-1] else len(page.elements))
        following = page.elements[end:until]
        named = {owners[key] for key in _named(following, filter(_leads_up, following)) if key in owners}
        if index in named:
            # They stand over what they are of.
            return {}
        if named:
            below[index] = named
    return below


def _call_elements(page: PageIndex, part: Part, link: int, name: str | None) -> Iterator[Tag]:
    """The link that calls another writer, with what the page says of it, where that is no part of the words."""
    element, parent, top = page.elements[link], page.parents[link], part.lead
    is_call = _is_name(element) or (name and fold_space(element.get_text()).strip(_AFFIXES) == name)
    if top is None or not is_call:
        return
    outer = page.elements[parent]
    # A paragraph is the writer's own, as short as it may be, if it does not say "Replying to Ann:".
    is_apart = parent > top and (outer.name != "p" or _is_lead(element))
    if is_apart and _length(outer) <= min(_length(element) + _FEW, _length(page.elements[top]) - 1):
        yield outer
    elif _is_first(element, page.elements[top]):
        yield element


def _is_lead(link: Tag) -> bool:
    """True if a link is what "Replying to Ann:" leads to, where this is all that a paragraph says."""
    outer, before = link.parent, link.previous_sibling
    is_all = outer is not None and outer.name == "p" and _length(outer) <= _length(link) + _FEW
    return is_all and before is not None and is_text(before) and TO_PARENT.match(before.strip()) is not None


def _is_name(link: Tag) -> bool:
    """True if a link says "@Ann" or ">>12" and no more."""
    words = link.get_text()
    return len(words.strip()) <= _LONGEST and bool(_CALL.fullmatch(words) or _REFERENCE.fullmatch(words))


def _is_first(link: Tag, top: Tag, most: int = 0) -> bool:
    """True if no more characters than `most` stand before a link in an element that it is in."""
    length = 0
    here: Tag | None = link
    while here is not None and here is not top:
        for before in here.previous_siblings:
            length += _length(before) if isinstance(before, Tag) or is_text(before) else 0
            if length > most:
                return False
        here = here.parent
    return True


def _length(node: PageElement) -> int:
    """Number of characters that are not white space."""
    return len("".join((text_content(node) if isinstance(node, Tag) else str(node)).split()))


def _owners(parts: Sequence[Part], marks: Sequence[Sequence[Tag]]) -> dict[str, int]:
    """The comment that each name of a place on the page belongs to; those of several belong to none."""
    owners: dict[str, int] = {}
    shared: set[str] = set()
    for index, (part, elements) in enumerate(zip(parts, marks, strict=True)):
        for key in (*((part.key, _number_in(part.key)) if part.key else ()), *_keys(elements)):
            if owners.setdefault(key, index) != index:
                shared.add(key)
    return {key: index for key, index in owners.items() if key not in shared}


def _keys(elements: Sequence[Tag]) -> Iterator[str]:
    """The names that the elements of a comment have, and the numbers that they end in."""
    for element in elements:
        if element.name not in _FIELDS:
            for value in _NAMES.values(element):
                if any(map(str.isdigit, value)):
                    yield value
                    yield _number_in(value)


def _named(elements: Sequence[Tag], links: Iterable[Tag]) -> Iterator[str]:
    """The names by which a comment calls its parent, in attributes and in links to it."""
    for element in elements:
        for name in _attributes_of_parent(element):
            value = (attribute(element, name) or "").strip()
            if value not in ("", "0"):
                yield value
                yield _number_in(value)
    for link in links:
        target = _target(link)
        yield target
        yield from re.findall(r"\d{2,}", target)[-1:]


def _attributes_of_parent(element: Tag) -> Sequence[str]:
    memo = signature_of(element).memo
    names: Sequence[str] | None = memo.get(_attributes_of_parent)
    if names is None:
        names = memo[_attributes_of_parent] = [name for name in element.attrs if _OF_PARENT.search(name)]
    return names


def _leads_up(element: Tag) -> bool:
    """True if an element is a link to what a comment answers."""
    href = attribute(element, "href") if element.name == "a" and len(element.contents) < _LINK else None
    return bool(href) and _DIGIT.search(href or "") is not None and TO_PARENT.search(_description(element)) is not None


def _target(link: Tag) -> str:
    """The name of the place that a link leads to."""
    return (attribute(link, "href") or "").rpartition("#")[2]


def _marks(page: PageIndex, part: Part) -> Iterator[Tag]:
    """The elements of a comment that may say something of it: not those in its words."""
    tops = frozenset(part.words)
    for index in part.own:
        element = page.elements[index]
        if not page.signatures[index].attributes or not _may_refer(element):
            continue
        if index in tops or not page.is_in(index, part.words):
            yield element


@cached_by_signature
def _may_refer(element: Tag) -> bool:
    return element.name == "a" or bool(_NAMES.of(element)) or bool(_attributes_of_parent(element))


def _number_in(value: str) -> str:
    return re.sub(r"^\D+", "", value)


def _description(link: Tag) -> str:
    """The words before a link, its attributes and its first words: one that is never closed holds the whole page."""
    before = link.previous_sibling
    words = [str(before)[-_BEFORE:]] if before is not None and not isinstance(before, Tag) else []
    words += [attribute(link, name) or "" for name in ("title", "class", "rel", "aria-label", "component")]
    words += [each[:_BEFORE] for each in islice(filter(None, stripped_strings(link.contents, None)), _LINK)]
    return " ".join(words)
