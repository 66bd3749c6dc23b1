"""HyperKitty, the archives of Mailman 3: a thread, or one mail."""

from collections.abc import Iterable, Iterator, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.importer.draft import LeaveOut
from threadreader.importer.mail import mark_up
from threadreader.importer.mail_thread import MailThread
from threadreader.importer.selector import chooser

_is_quote = chooser("div.quoted-text")
_is_marked_up = chooser("p, blockquote, div.text-muted")


def _read(nodes: Iterable[PageElement], leave_out: LeaveOut | None) -> list[PageElement]:
    """The words of a mail; those that only their style sheet breaks into lines as paragraphs."""
    return [each for node in nodes for each in (_marked(node, leave_out) if isinstance(node, Tag) else [node])]


def _marked(body: Tag, leave_out: LeaveOut | None) -> list[PageElement]:
    if any(isinstance(child, Tag) and _is_marked_up(child) for child in body.contents):
        return [body]
    found: list[PageElement] = []
    words: list[PageElement] = []
    for child in _without_indent(body.contents):
        if not (isinstance(child, Tag) and _is_quote(child)):
            words.append(child)
        elif not (leave_out and leave_out(child)):
            quote = Tag(name="blockquote")
            quote.extend(list(mark_up(child.contents, leave_out)))
            found += [*mark_up(words, leave_out), quote]
            words = []
    return [*found, *mark_up(words, leave_out)]


def _without_indent(nodes: Sequence[PageElement]) -> Iterator[PageElement]:
    """The same without the space that the template puts before the words."""
    for place, node in enumerate(nodes):
        yield NavigableString(node.lstrip()) if not place and type(node) is NavigableString else node


ADAPTER = MailThread(
    Recipe(
        name="hyperkitty",
        tells={
            ".email > .email-header .email-author .name": 60,
            ".email > .email-body": 30,
            "#thread-content": 10,
            ".thread .thread-email .expander": 60,
        },
        comment=".email-first, .replies > div",
        holding=".email-header",
        key=Pattern("id", inside=".email-header"),
        author=".email-author .name",
        author_link=".email-author .name a",
        when="time.email-date @datetime, .email-date .time span @title",
        when_words=r"(?::\s+)?(\S[^:]*\d.*)$",
        permalink=".messagelink a[href], a.messagelink",
        depth=Pattern("style", r"margin-left:\s*(\d+)", otherwise="0"),
        score=".likestatus .youlike",
        body=".email-body",
        more="div.attachments > ul",
        leave_out=".quoted-switch, .pgp, div.text-muted",
        opening=True,
        article=ArticleRecipe(title=".thread-header h1, .message-header h1, .thread-header h3, h1"),
    ),
    _read,
)
