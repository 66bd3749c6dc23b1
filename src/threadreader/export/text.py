"""Text export, for people: the replies in order, each with its number, its author, its time and the number it answers.

::

    threadreader text
    Title: Why the Bridge Held
    By: Ann Smith <https://ann.example/>
    Date: 2024-05-03T14:02:00+00:00
    Address: https://blog.example/bridge/

    Nobody had looked under it for nine years; see the report <https://county.example/r>.

    #1 Bob, 2024-05-03T15:00:00+00:00 [#comment-7]
      > Nobody had looked under it for nine years
      ↑ Ann Smith · ¶1

      Nine? I counted ten.

    #2 Ann Smith (OP), 2024-05-03T15:20:00+00:00, re #1 [#comment-8]
      Ten it is.

`[#ID]` says that a permalink is the page's address with that fragment; another one stands on the next line. By its
first line the program knows a text that it wrote, which it does not read again.
"""

import re
from collections.abc import Iterator, Sequence

from threadreader.export import NO_LABELS, Labels, sources_of
from threadreader.export.plain import plain_blocks
from threadreader.model.page import TEXT_EXPORT, Page
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_line, counted
from threadreader.model.thread import Article, Author, Comment, Kind, Status
from threadreader.render.dates import short_time

_INDENT = "  "
# How a comment begins: no line of the article does, which stands at the margin too.
_COMMENT_START = re.compile(r"#[0-9]")
_NO_AUTHOR = "(no name)"


def write_text(exported: ParsedPage, width: int = 72, labels: Labels = NO_LABELS) -> str:
    """Write the thread as text, prose wrapped to at most `width` cells, not wrapped if it is 0."""
    thread, sources = exported.thread, sources_of(exported)
    lines = [TEXT_EXPORT, *_head(exported.page, thread.article)]
    article = plain_blocks(thread.article.body, width)
    lines += ["", *(f" {line}" if _COMMENT_START.match(line) else line for line in article)] if article else []
    for index, comment in enumerate(thread.comments):
        parent = thread.parents[index] + 1 or None
        lines += ["", *_comment(exported.page, comment, index + 1, parent, labels.get(comment.id, ()))]
        body = plain_blocks(comment.body, width and max(width - len(_INDENT), 1), sources.get(comment.id))
        lines += [_INDENT + line if line else "" for line in body]
    return clean("\n".join(lines)) + "\n"


def _head(page: Page, article: Article) -> Iterator[str]:
    fields = [
        ("Title", article.title or page.title),
        *(("By", _author(author)) for author in article.authors),
        ("Date", article.published_at.iso if article.published_at else None),
        ("About", article.link),
        ("Address", page.url),
        ("Site", page.site),
        ("Comments", None if page.declared_count is None else str(page.declared_count)),
    ]
    return (f"{name}: {clean_line(value)}" for name, value in fields if value)


def _comment(page: Page, comment: Comment, number: int, parent: int | None, marks: Sequence[str]) -> Iterator[str]:
    """The first line of a comment, and its address where that is another than the page's with its id."""
    is_fragment = page.url is not None and comment.permalink == f"{page.url}#{comment.id}"
    time = comment.posted_at
    fields = [
        _author(comment.author) + (" (OP)" if comment.by_op else ""),
        clean_line(time.iso or short_time(time, page.saves)) if time else "",
        f"re #{parent}" if parent is not None else "",
        str(comment.kind) if comment.kind is not Kind.COMMENT else "",
        str(comment.status) if comment.status is not Status.PRESENT else "",
        counted(comment.score, "vote") if comment.score is not None else "",
        *marks,
    ]
    line = f"#{number} " + ", ".join(filter(None, fields))
    yield f"{line} [#{clean_line(comment.id)}]" if is_fragment else line
    if comment.permalink and not is_fragment:
        yield clean_line(comment.permalink)


def _author(author: Author | None) -> str:
    name = clean_line(author.name) if author else ""
    if author is None or not name:
        return _NO_AUTHOR
    return f"{name} <{clean_line(author.url)}>" if author.url else name
