"""phpBB 2, whose posts are rows of a table, with a signature under a line of underscores in the words themselves."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.importer.document import Document
from threadreader.importer.draft import Draft
from threadreader.importer.selector import classes

_LINE = re.compile(r"^\s*_{17}\s*$")
_QUOTING = frozenset(("quote", "code"))
_LOOKED = 5_000
"""No post has so many nodes before its signature."""

_RECIPE = Recipe(
    name="phpbb2",
    tells={
        ".forumline": 40,
        "span.postbody": 30,
        ".maintitle": 20,
    },
    comment="tr",
    holding="span.name, b.postauthor",
    key=Pattern("name", r"^(?:p)?(\d+)$", "p", inside=".name a[name], td a[name]"),
    author=".name b, .name, .postauthor",
    author_link=".postdetails a[href*='mode=viewprofile']",
    when="td .postdetails, .postdate",
    when_words=r"^[^:]{2,20}:\s*(.*?\d{1,2}:\d{2}(?:\s?[ap]m)?)",
    body=".row1 table td[colspan='2'], .row2 table td[colspan='2'], .postbody",
    leave_out=".gensmall",
    nested=False,
    opening=True,
    article=ArticleRecipe(title="a.maintitle, .maintitle, h1, h2"),
)


class PhpBB2:
    """A topic; signatures are left out."""

    name = _RECIPE.name
    tells = _RECIPE.tells

    def extract(self, document: Document) -> Draft:
        """The topic as the page has it."""
        draft = _RECIPE.extract(document)
        return replace(
            draft,
            article=replace(draft.article, body=_without_signature(draft.article.body)),
            comments=[replace(each, body=_without_signature(each.body)) for each in draft.comments],
        )


def _without_signature(body: Sequence[PageElement]) -> Sequence[PageElement]:
    """The nodes before the line; a tag that the line is in is taken apart."""
    top = body[0] if len(body) == 1 else None
    line = _line_in(top) if isinstance(top, Tag) else None
    if line is None:
        return body
    before: list[Sequence[PageElement]] = []
    here: PageElement = line
    while here is not top and here.parent is not None:
        before.append(here.parent.contents[: _place(here)])
        here = here.parent
    return [node for nodes in reversed(before) for node in nodes]


def _line_in(top: Tag) -> PageElement | None:
    """The line over a signature: the last one, for a writer may draw a line too, and quote somebody who did."""
    stack = [*reversed(top.contents)]
    line: PageElement | None = None
    for _ in range(_LOOKED):
        node = stack.pop() if stack else None
        if isinstance(node, Tag):
            if _QUOTING.isdisjoint(classes(node)):
                stack.extend(reversed(node.contents))
        elif isinstance(node, NavigableString) and _LINE.match(node):
            line = node
    return line


def _place(node: PageElement) -> int:
    """Which child of its parent a node is."""
    siblings = node.parent.contents if node.parent is not None else []
    return next((at for at, each in enumerate(siblings) if each is node), 0)


ADAPTER = PhpBB2()
