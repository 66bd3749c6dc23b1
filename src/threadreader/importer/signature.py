"""The line of underscores that phpBB 2 and what grew out of it put over a signature, in the words themselves."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.draft import CommentDraft
from threadreader.importer.selector import classes

_LINE = re.compile(r"^\s*_{17}\s*$")
_QUOTING = frozenset(("quote", "code", "quotecontent", "codecontent"))
_LOOKED = 5_000
"""No post has so many nodes before its signature."""

_SEVERAL, _FIRST = 2, 30
"""One line alone somebody may have drawn; where none of the first comments has any, the others are not looked at."""


def without_signatures(drafts: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The drafts; where several have such a line, without what is below it."""
    signed: list[CommentDraft] = []
    count = 0
    for place, draft in enumerate(drafts):
        if place == _FIRST and not count:
            return drafts
        body = without_signature(draft.body)
        count += body is not draft.body
        signed.append(replace(draft, body=body) if body is not draft.body else draft)
    return signed if count >= _SEVERAL else drafts


def without_signature(body: Sequence[PageElement]) -> Sequence[PageElement]:
    """The nodes before the line; tags that the line is in are taken apart."""
    line = _line_in(body)
    if line is None:
        return body
    tops = {id(node) for node in body}
    before: list[Sequence[PageElement]] = []
    here: PageElement = line
    while id(here) not in tops and here.parent is not None:
        before.append(here.parent.contents[: _place(here.parent.contents, here)])
        here = here.parent
    before.append(body[: _place(body, here)])
    return [node for nodes in reversed(before) for node in nodes]


def _line_in(body: Sequence[PageElement]) -> PageElement | None:
    """The line over a signature: the last one, for a writer may draw a line too, and quote somebody who did."""
    stack = [*reversed(body)]
    line: PageElement | None = None
    for _ in range(_LOOKED):
        if not stack:
            break
        node = stack.pop()
        if isinstance(node, Tag):
            if _QUOTING.isdisjoint(classes(node)):
                stack.extend(reversed(node.contents))
        elif isinstance(node, NavigableString) and _LINE.match(node):
            line = node
    return line


def _place(nodes: Sequence[PageElement], node: PageElement) -> int:
    """Which of several nodes one is."""
    return next((at for at, each in enumerate(nodes) if each is node), 0)
