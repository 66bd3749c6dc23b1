"""Draft of a recipe: what the chosen reading of a page amounts to, as selectors in TOML to start from.

Where a page of an unknown site is read well by its structure, other pages of it may not be: with a few selectors of
its own they are. What the selectors do not cover is said beside each.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import is_
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bs4 import Tag
from msgspec import Struct

from threadreader.importer import read_framed
from threadreader.importer.dates.find import machine_time
from threadreader.importer.document import Document, parse_document
from threadreader.importer.draft import CommentDraft, Draft
from threadreader.importer.html.region import (
    Region,
    add_following_siblings,
    is_blank,
    link_of,
    split_regions,
    stripped_strings,
)
from threadreader.importer.html.selector import Selectors, attribute
from threadreader.importer.html.tree import element_index
from threadreader.importer.recipe_draft.selectors import Group, Selection, find_hierarchy, select_all, select_first
from threadreader.model.text import clean_line, fold_space

if TYPE_CHECKING:
    from threadreader.importer.container import Container
    from threadreader.importer.platforms.plugins import Additional

_MAX_AFFIX_CHARS = 30
"""Characters that a theme puts beside a name or a time in the same element: "says:", "Posted on"."""

_NEAR = 8
"""The key of a comment stands on one of so many elements at its beginning, as where it is looked for."""

_MAX_LEFT_OUT = 8  # names that somebody will look through (judgement)
_WEIGHT_OF_SITE, _WEIGHT_OF_MARKUP = 60, 40
"""Together certain: either alone would do for a hint, the address of a site also where its markup has changed."""


class _Part(Struct, frozen=True):
    """A key of the recipe with what it says in TOML, and what it does not cover."""

    key: str
    value: object
    remark: str = ""


def draft_recipe(container: "Container", additional: "Additional | None" = None) -> str:
    """Write the recipe that the chosen reading of a page amounts to. ValueError where it has no comments."""
    from threadreader.importer.container.plain import KIND as TEXT
    from threadreader.importer.platforms import find_adapters
    from threadreader.importer.platforms.plugins import Additional

    if container.kind == TEXT:
        raise ValueError("it is text without markup")
    document = parse_document(container)
    adapters = (additional or Additional()).replace(find_adapters())
    document, reading = read_framed(document, container, adapters)
    if not reading.draft.comments:
        raise ValueError("no comments found")
    parts = [*_parts(document, reading.draft)]
    return _written(parts, reading.adapter, len(reading.draft.comments))


def _parts(document: Document, draft: Draft) -> Iterator[_Part]:
    comments = _in_order(draft)
    elements = [comment.element for comment in comments]
    root = _root(elements[0])
    host = urlsplit(document.url or "").hostname or ""
    yield _Part("name", re.sub(r"[^a-z0-9]+", "-", host.removeprefix("www.")).strip("-")[:60] or "my-site")
    selected = select_all(elements, element_index(root).elements)
    yield _selectors("comment", selected, "comments")
    wanted = {id(element) for element in elements}
    regions = split_regions(root, lambda tag, _: id(tag) in wanted)
    is_spread = _is_spread(comments)
    if is_spread:
        add_following_siblings(regions)
        yield _Part("spread", value=True)
    pairs = [*zip(comments, regions[1:], strict=True)]
    yield from _fields(pairs)
    yield from _key([*comments], regions[1:])
    hierarchy, right = find_hierarchy(comments, regions[1:])
    lacking = len(comments) - right
    if lacking and not hierarchy:
        hierarchy = {"nested": True}
    for key, value in hierarchy.items():
        yield _Part(key, value, f"{lacking:,} parents differ" if lacking else "")
    if draft.opened:
        yield _Part("opening", value=True)
    yield _Part("tells", _signs(root, host, selected))


def _in_order(draft: Draft) -> list[CommentDraft]:
    """The comments in the order of the page, with the opening post."""
    root = _root(draft.comments[0].element)
    positions = {id(element): index for index, element in enumerate(element_index(root).elements)}
    unique = {id(comment.element): comment for comment in draft.comments if id(comment.element) in positions}
    return sorted(unique.values(), key=lambda comment: positions[id(comment.element)])


def _root(element: Tag) -> Tag:
    while element.parent is not None:
        element = element.parent
    return element


def _is_spread(comments: Sequence[CommentDraft]) -> bool:
    """True if the texts of most comments stand after their elements."""
    outside = [
        comment
        for comment in comments
        if comment.body and all(each is not comment.element for each in (comment.body[0], *comment.body[0].parents))
    ]
    return 2 * len(outside) > len(comments)


_Pairs = Sequence[tuple[CommentDraft, Region]]


def _fields(pairs: _Pairs) -> Iterator[_Part]:
    bodies = [_body_of(comment, region) for comment, region in pairs]
    # What is in a text its writer may have put there.
    inner = [
        {id(tag) for tag in element_index(body).elements[1:]} if body is not None else set[int]() for body in bodies
    ]
    body = select_first(
        [
            Group(region.elements, partial(is_, right), right is not None)
            for (_, region), right in zip(pairs, bodies, strict=True)
        ]
    )

    def select(fits: Callable[[CommentDraft, Region, Tag], int], wanted: Callable[[CommentDraft], object]) -> Selection:
        groups = []
        for (comment, region), inside in zip(pairs, inner, strict=True):
            outside = [tag for tag in region.elements if id(tag) not in inside]
            groups.append(Group(outside, partial(fits, comment, region), bool(wanted(comment))))
        return select_first(groups)

    author = select(_fits_author, lambda comment: comment.author)
    when = select(_fits_time, lambda comment: comment.when or comment.when_text)
    permalink = select(_fits_permalink, lambda comment: comment.permalink)
    if body:
        yield _selectors("body", body, "texts")
    yield _selectors("author", author, "names")
    words = _author_pattern(pairs, author)
    if words:
        yield _Part("author_words", words)
    if when or not any(comment.when or comment.when_text for comment, _ in pairs):
        yield _selectors("when", when, "times")
    else:
        # With any selector a recipe looks for a time in the texts of a comment where the selector finds none.
        yield _Part("when", "time", "The times have no element of their own; all texts are searched")
    if permalink:
        yield _selectors("permalink", permalink, "addresses")
    left_out = _left_out(pairs, bodies)
    if left_out:
        yield _Part("leave_out", left_out)


def _body_of(comment: CommentDraft, region: Region) -> Tag | None:
    """The element that holds all of the text of a comment, and neither its name nor its time."""
    nodes = [node for node in comment.body if not is_blank(node)]
    if not nodes:
        return None
    if len(nodes) == 1 and isinstance(nodes[0], Tag):
        return nodes[0]
    holder = nodes[0].parent
    if holder is None or any(node.parent is not holder for node in nodes) or holder is region.element:
        return None
    own = sum(len(text) for text in stripped_strings([holder], None))
    return holder if own <= sum(len(text) for text in stripped_strings(nodes, None)) + _MAX_AFFIX_CHARS else None


def _fits_author(comment: CommentDraft, region: Region, tag: Tag) -> int:
    return _fits_text(region.text(tag), fold_space(comment.author or ""))


def _fits_time(comment: CommentDraft, region: Region, tag: Tag) -> int:
    if comment.when and machine_time(tag) == comment.when:
        return 2
    return _fits_text(region.text(tag), fold_space(comment.when_text or ""))


def _fits_text(text: str, wanted: str) -> int:
    """2 where an element has the wanted text alone, 1 where a little is beside it."""
    if not wanted or wanted not in text:
        return 0
    return 2 if text == wanted else int(len(text) <= len(wanted) + _MAX_AFFIX_CHARS)


def _fits_permalink(comment: CommentDraft, region: Region, tag: Tag) -> int:
    return int(tag.name == "a" and comment.permalink is not None and link_of(region, tag) == comment.permalink)


def _author_pattern(pairs: _Pairs, author: Selection) -> str | None:
    """Pattern of the name where the element has something else too, the same in all comments."""
    if not author:
        return None
    selectors = Selectors({"": ", ".join(author.alternatives)})
    affixes = Counter[tuple[str, str]]()
    for comment, region in pairs:
        name = fold_space(comment.author or "")
        text = next((region.text(tag) for tag in region.elements if name and selectors.matches(tag)), "")
        if name and name in text:
            before, _, behind = text.partition(name)
            affixes[before, behind] += 1
    common = affixes.most_common(1)
    if not common or common[0][0] == ("", ""):
        return None
    before, behind = common[0][0]
    return f"^(?:{re.escape(before)})?(.+?)(?:{re.escape(behind)})?$"


def _left_out(pairs: _Pairs, bodies: Sequence[Tag | None]) -> list[str]:
    """Selectors of what is in the elements of the texts, and no part of them."""
    left = Counter[str]()
    kept = set[str]()
    for (comment, region), body in zip(pairs, bodies, strict=True):
        for tag in element_index(body).elements[1:] if body is not None else ():
            if id(tag) in region.inner:
                continue
            names = [f".{name}" for name in tag.attrs.get("class", ()) if re.fullmatch(r"[a-zA-Z][\w-]*", name)]
            if comment.leave_out and comment.leave_out(tag):
                left.update(names)
            else:
                kept.update(names)
    return [name for name, _ in left.most_common() if name not in kept][:_MAX_LEFT_OUT]


def _key(comments: Sequence[CommentDraft], regions: Sequence[Region]) -> Iterator[_Part]:
    """The attribute that has the key of most comments, where it is not the id of their elements."""
    found = Counter[tuple[str, bool]]()
    for comment, region in zip(comments, regions, strict=True):
        for tag in region.elements[:_NEAR] if comment.key else ():
            found.update((name, tag is region.element) for name in tag.attrs if attribute(tag, name) == comment.key)
    if not found or found["id", True] == max(found.values()):
        return
    (name, is_own), _ = found.most_common(1)[0]
    if is_own:
        yield _Part("key", name)
        return
    inside = select_first(
        [
            Group(
                region.elements[:_NEAR],
                partial(_has_value, name, comment.key),
                comment.key is not None,
            )
            for comment, region in zip(comments, regions, strict=True)
        ]
    )
    if inside:
        yield _Part("key", {"attribute": name, "inside": inside.alternatives[0]})


def _has_value(name: str, value: str | None, tag: Tag) -> bool:
    return attribute(tag, name) == value


def _signs(root: Tag, host: str, comment: Selection) -> dict[str, int]:
    """Selectors by which pages of the site are known: its address, and the markup of its comments."""
    site = [f"link[rel=canonical][href*='//{host}']", f"meta[property='og:url'][content*='//{host}']"] if host else []
    present = Selectors({each: each for each in (*site, *comment.alternatives)}).present_roles(element_index(root))
    signs = {each: _WEIGHT_OF_SITE for each in site if each in present}
    marked = [each for each in comment.alternatives if re.search(r"[.#\[]", each)] or [*comment.alternatives]
    return signs | dict.fromkeys(marked, _WEIGHT_OF_MARKUP if signs else _WEIGHT_OF_SITE)


def _selectors(key: str, selection: Selection, noun: str) -> _Part:
    value: object = [*selection.alternatives] if len(selection.alternatives) > 1 else "".join(selection.alternatives)
    remarks = []
    if selection.found < selection.wanted:
        remarks.append(f"{selection.wanted - selection.found:,} of {selection.wanted:,} {noun} not matched")
    if selection.others:
        remarks.append(f"{selection.others:,} other element{'s' if selection.others > 1 else ''} matched")
    return _Part(key, value, "; ".join(remarks))


def _written(parts: Sequence[_Part], adapter: str, count: int) -> str:
    lines = [f"# Drafted from a page with {count:,} comments, read by {clean_line(adapter)}. Please review it."]
    tables = [part for part in parts if isinstance(part.value, Mapping) and part.key == "tells"]
    for part in parts:
        if part in tables:
            continue
        lines += [f"# {part.remark[:1].upper()}{part.remark[1:]}."] if part.remark else []
        lines.append(f"{part.key} = {_toml(part.value)}" if part.value != "" else f"# {part.key} = '' was not found")
    for part in tables:
        assert isinstance(part.value, Mapping)
        lines += ["", f"[{part.key}]", *(f"{_toml(key)} = {value}" for key, value in part.value.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    text = str(value)
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    # As JSON where it cannot be as it stands, but without pairs of surrogates, which TOML does not know.
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in quoted)
