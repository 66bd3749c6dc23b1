"""Forums whose recipes need a line of code: NodeBB, phpBB 2 and the tickets of Trac.

NodeBB repeats the post that another answers. phpBB 2 has posts in rows of a table, with a signature under a line of
underscores in the words themselves. Of a ticket the description is the article, each change with words is a comment.
"""

import re
from collections.abc import Sequence

from bs4 import Tag
from bs4.element import PageElement
from msgspec.structs import replace

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.article.opening import with_opening
from threadreader.importer.cleanup import strip_signature
from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft, Draft
from threadreader.importer.html.region import is_blank
from threadreader.importer.html.selector import attribute
from threadreader.importer.platforms.recipe import Pattern, Recipe
from threadreader.lexicon import compile_lazily
from threadreader.model.thread import Status

_MAIN = compile_lazily(r'"mainPid":\s*"?(\w+)')


class NodeBB(Recipe, frozen=True, dict=True):
    """A topic. A post repeats the one that it answers, so a later page may have the opening post too."""

    def extract(self, document: Document) -> Draft:
        """The topic as the page has it."""
        draft = super().extract(document)
        opening = None if draft.opened else _repeated_opening(document)
        if opening is None:
            return draft
        return with_opening(replace(draft, comments=[opening, *draft.comments]), begins=True)


def _repeated_opening(document: Document) -> CommentDraft | None:
    """The opening post, where a post on the page answers it."""
    state = document.soup.select_one("#ajaxify-data")
    found = _MAIN.search("".join(map(str, state.contents))) if state is not None else None
    if found is None:
        return None
    copy = document.soup.select_one(f"[component='post/parent'][data-parent-pid='{found[1]}']")
    words = copy.select_one("[component='post/parent/content']") if copy is not None else None
    if copy is None or words is None:
        return None
    name, time = copy.select_one("a.fw-semibold"), copy.select_one("a.timeago")
    return CommentDraft(
        element=copy,
        body=(words,),
        key=found[1],
        author=name.get_text(" ", strip=True) if name is not None else None,
        author_url=attribute(name, "href") if name is not None else None,
        when=attribute(time, "datetime") or attribute(time, "title") if time is not None else None,
    )


_NODEBB = NodeBB(
    name="nodebb",
    tells={"[component=post]": 50, "[component='post/content']": 50, "[component='topic/title']": 20},
    comment="[component=post]",
    key=Pattern("data-pid"),
    parent=Pattern("data-parent-pid", inside="[component='post/parent']"),
    author="[component=post] @data-username, [itemprop=author] [itemprop=name] @content",
    author_link="a[data-username], [itemprop=author] a",
    when="[itemprop=datePublished] @content, [component=post] @data-timestamp, .timeago @title",
    permalink=".post-index, a.permalink",
    number="[component=post] @data-index",
    first=0,
    score="[component='post/vote-count']",
    body="[component='post/content']",
    statuses={Status.REMOVED: "[component=post].deleted"},
    leave_out="[component='post/parent'], [component='post/replies/container']",
    opening=True,
    article=ArticleRecipe(title="[component='topic/title'], [component='post/header'] h1, h1"),
)


class PhpBB2(Recipe, frozen=True, dict=True):
    """A topic; signatures are left out."""

    def extract(self, document: Document) -> Draft:
        """The topic as the page has it."""
        draft = super().extract(document)
        return replace(
            draft,
            article=replace(draft.article, body=strip_signature(draft.article.body)),
            comments=[replace(each, body=strip_signature(each.body)) for each in draft.comments],
        )


_PHPBB2 = PhpBB2(
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
            return (
                (*first.contents[index:], *first.next_siblings, *body[1:])
                if _REPLYING.fullmatch("".join(line).strip())
                else body
            )
        line.append(node.get_text())
    return (*first.next_siblings, *body[1:]) if _REPLYING.fullmatch("".join(line).strip()) else body


_TRAC = Trac(
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

ADAPTERS = (_NODEBB, _PHPBB2, _TRAC)
