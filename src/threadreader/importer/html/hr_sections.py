"""Sections between `<hr>`s, wrapped into an element each: on old pages each of them is a comment."""

from collections import defaultdict
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.html.tree import ElementSignature, IndexedSoup, is_text, make_element, reindex

# Class of the elements that wrap a section.
SECTION_CLASS = "between-rules"

# Fewer rules separate sections of an article.
_MIN_RULES = 3

_MIN_LOOSE_SHARE = 0.5  # most of them; with 0.75, rules that also stand around the article leave no comments


def wrap_hr_sections(soup: IndexedSoup) -> bool:
    """Put a `<span>` around the nodes between two rules, where most of them are bare text, and reindex the tree.

    Returns whether there was anything to wrap. The text content of the tree stays the same.
    """
    rules_by_parent: defaultdict[int, list[Tag]] = defaultdict(list)
    for rule in soup.element_index.named(("hr",)):
        rules_by_parent[id(rule.parent)].append(rule)
    enough = (rules[0].parent for rules in rules_by_parent.values() if len(rules) >= _MIN_RULES)
    split = [parent for parent in enough if parent is not None and _has_loose_text(parent)]
    signature = ElementSignature("span", SECTION_CLASS, ("class",))
    for parent in split:
        _wrap_sections(parent, signature)
    if split:
        reindex(soup)
    return bool(split)


def _has_loose_text(parent: Tag) -> bool:
    """True if most sections of an element have text outside any element of their own."""
    sections = [*_sections(parent)]
    loose = sum(any(map(_is_visible, section)) for section in sections)
    return loose > _MIN_LOOSE_SHARE * len(sections)


def _sections(parent: Tag) -> Iterator[list[PageElement]]:
    """The nodes of each section between two rules."""
    section: list[PageElement] = []
    for node in parent.contents:
        if isinstance(node, Tag) and node.name == "hr":
            if section:
                yield section
            section = []
        elif section or isinstance(node, Tag) or _is_visible(node):
            section.append(node)
    if section:
        yield section


def _is_visible(node: PageElement) -> bool:
    return is_text(node) and not node.isspace()


def _wrap_sections(parent: Tag, signature: ElementSignature) -> None:
    """Wrap each section; moving the nodes one by one would take quadratic time."""
    sections = {id(section[0]): section for section in _sections(parent)}
    contents: list[PageElement] = []
    wrapped: set[int] = set()
    for node in parent.contents:
        section = sections.get(id(node))
        if section:
            wrapped.update(map(id, section))
            contents.append(_wrap(section, parent, signature))
        elif id(node) not in wrapped:
            contents.append(node)
    parent.contents = contents
    for previous, following in zip([None, *contents], [*contents, None], strict=True):
        if previous is not None:
            previous.next_sibling = following
        if following is not None:
            following.previous_sibling = previous


def _wrap(section: list[PageElement], parent: Tag, signature: ElementSignature) -> Tag:
    element = make_element(signature)
    element.parent = parent
    element.contents = section
    first = section[0]
    element.previous_element = previous = first.previous_element
    if previous is not None:
        previous.next_element = element
    element.next_element = first
    first.previous_element = element
    first.previous_sibling = None
    section[-1].next_sibling = None
    for node in section:
        node.parent = element
    return element
