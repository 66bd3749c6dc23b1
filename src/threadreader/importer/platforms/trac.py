"""The tickets of Trac: the description is the article, each change with words is a comment."""

import re
from collections.abc import Sequence

from bs4 import Tag
from bs4.element import PageElement
from msgspec.structs import replace

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.document import Document
from threadreader.importer.draft import Draft
from threadreader.importer.html.region import is_blank
from threadreader.importer.platforms.recipe import Pattern, Recipe
from threadreader.lexicon import compile_lazily

_REPLYING = compile_lazily(r"Replying to\s.{1,100}:\s*", re.DOTALL)


class Trac(Recipe, frozen=True, dict=True):
    """Leaves out the line over a reply that Trac itself writes."""

    def extract(self, document: Document) -> Draft:
        """The ticket and the comments on it; a change of fields alone has an empty tag for its words."""
        draft = super().extract(document)
        comments = [each for each in draft.comments if not all(map(is_blank, each.body))]
        return replace(draft, comments=[replace(each, body=_without_lead(each.body)) for each in comments])


def _without_lead(body: Sequence[PageElement]) -> Sequence[PageElement]:
    """The words of a comment without "Replying to Ann:" in its first line."""
    holder = body[0] if body else None
    first = next((node for node in holder.contents if not is_blank(node)), None) if isinstance(holder, Tag) else None
    if not isinstance(first, Tag) or first.name != "p" or holder is None:
        return body
    line: list[str] = []
    for index, node in enumerate(first.contents):
        if isinstance(node, Tag) and node.name == "br":
            return (*first.contents[index:], *first.next_siblings, *body[1:]) if _is_lead(line) else body
        line.append(node.get_text())
    return (*first.next_siblings, *body[1:]) if _is_lead(line) else body


def _is_lead(line: Sequence[str]) -> bool:
    return _REPLYING.fullmatch("".join(line).strip()) is not None


ADAPTER = Trac(
    name="trac",
    tells={
        "#changelog .trac-author": 60,
        "#changelog div.change": 60,
        "#trac-ticket-title": 60,
        "#ticket.trac-content": 30,
    },
    comment="#changelog div.change, div.change",
    holding="div.change > .comment",
    key=Pattern("id", r"^(comment:\d+)$", inside="h3.change, .cnum"),
    parent=Pattern("href", r"#(comment:\d+)$", inside="a.in-reply-to"),
    author=".trac-author, .trac-author-user, h3.change",
    author_words=r"(?s)^(?:.*\bby\s+)?(.+?)(?:\s*,.*)?$",
    when="a.timeline @href, a.timeline @title",
    when_words=r"from=([\dT:.+-]+Z?)",
    permalink=".cnum a",
    body=".comment",
    leave_out=".trac-change-panel, .inlinebuttons",
    article=ArticleRecipe(
        title="#trac-ticket-title .summary, h1 .summary, h2.summary, #trac-ticket-title a",
        body="#ticket .description .searchable, .description .searchable, .description",
        author="td[headers=h_reporter] .trac-author, td[headers=h_reporter]",
        when="#ticket .date a.timeline @title",
    ),
)
