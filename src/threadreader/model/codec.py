"""Codec between threads and plain dictionaries and lists, for the store, the JSON export and its import.

`thread_from_plain(thread_to_plain(t)) == t` for every thread. Keys stand in the order of the JSON export.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, assert_never

from threadreader.model.blocks import (
    MAX_NESTING,
    Block,
    BlockQuote,
    Blocks,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Marks,
    Paragraph,
    Rule,
    Span,
    Spans,
    Table,
)
from threadreader.model.text import parse_iso
from threadreader.model.thread import Article, Author, Comment, CommentId, Kind, Status, Thread

Plain = dict[str, Any]

_MAX_NUMBER = 1 << 63  # what columns of tables have room for


def thread_to_plain(thread: Thread) -> Plain:
    """A thread as a dictionary of the article and the comments."""
    return {
        "article": article_to_plain(thread.article),
        "comments": [comment_to_plain(comment) for comment in thread.comments],
    }


def thread_from_plain(plain: Plain) -> Thread:
    """The inverse of `thread_to_plain`; KeyError, TypeError or ValueError where the data is not a thread's."""
    return Thread(article_from_plain(plain["article"]), tuple(map(comment_from_plain, plain["comments"])))


def article_to_plain(article: Article) -> Plain:
    """An article, with its plain text and its blocks."""
    return {
        "title": article.title,
        "authors": [_author_to_plain(author) for author in article.authors],
        "published_at": article.published_at and article.published_at.iso,
        "text": article.text,
        "blocks": blocks_to_plain(article.body),
        **({"link": article.link} if article.link else {}),
    }


def article_from_plain(plain: Plain) -> Article:
    """The inverse of `article_to_plain`."""
    published = plain["published_at"]
    return Article(
        title=_text(plain["title"]),
        body=blocks_from_plain(plain["blocks"]),
        authors=tuple(map(_author_from_plain, plain["authors"])),
        published_at=parse_iso(published, published) if published else None,
        link=_optional_text(plain.get("link")),
    )


def comment_to_plain(comment: Comment) -> Plain:
    """A comment, with its plain text and its blocks."""
    posted = comment.posted_at
    return {
        "id": comment.id,
        "parent_id": comment.parent_id,
        "author": comment.author and _author_to_plain(comment.author),
        "posted_at": posted and posted.iso,
        "posted_text": posted and posted.text,
        "permalink": comment.permalink,
        "kind": str(comment.kind),
        "status": str(comment.status),
        "by_op": comment.by_op,
        "score": comment.score,
        "text": comment.text,
        "blocks": blocks_to_plain(comment.body),
    }


def comment_from_plain(plain: Plain) -> Comment:
    """The inverse of `comment_to_plain`."""
    author, parent = plain["author"], plain["parent_id"]
    return Comment(
        id=CommentId(_text(plain["id"])),
        parent_id=None if parent is None else CommentId(_text(parent)),
        author=author and _author_from_plain(author),
        body=blocks_from_plain(plain["blocks"]),
        posted_at=None if plain["posted_text"] is None else parse_iso(plain["posted_text"], plain["posted_at"]),
        permalink=_optional_text(plain["permalink"]),
        by_op=plain["by_op"] is True,
        kind=Kind(plain["kind"]),
        status=Status(plain["status"]),
        score=_optional_number(plain["score"]),
    )


def blocks_to_plain(blocks: Sequence[Block]) -> list[Plain]:
    """A body as a list of objects, each with its kind first."""
    return [_block_to_plain(block) for block in blocks]


def blocks_from_plain(plain: Sequence[Plain], depth: int = 0) -> Blocks:
    """The inverse of `blocks_to_plain`."""
    if depth > MAX_NESTING:
        raise ValueError(f"quotes and lists nest deeper than {MAX_NESTING} levels")
    return tuple([_block_from_plain(block, depth) for block in plain])


def _block_to_plain(block: Block) -> Plain:  # noqa: PLR0911 - one return a kind
    match block:
        case Paragraph(spans):
            return {"kind": "paragraph", "spans": _spans_to_plain(spans)}
        case Heading(level, spans):
            return {"kind": "heading", "level": level, "spans": _spans_to_plain(spans)}
        case BlockQuote(blocks, attribution, cite):
            return {"kind": "quote", "blocks": blocks_to_plain(blocks), "attribution": attribution, "cite": cite}
        case CodeBlock(text, language):
            return {"kind": "code", "text": text, "language": language}
        case ListBlock(items, start):
            return {"kind": "list", "items": [blocks_to_plain(item) for item in items], "start": start}
        case Table(rows, header):
            return {"kind": "table", "rows": [list(map(_spans_to_plain, row)) for row in rows], "header": header}
        case Image(src, alt, caption):
            return {"kind": "image", "src": src, "alt": alt, "caption": _spans_to_plain(caption)}
        case Rule():
            return {"kind": "rule"}
        case _ as unreachable:
            assert_never(unreachable)


def _block_from_plain(plain: Plain, depth: int) -> Block:  # noqa: PLR0911 - one return a kind
    match plain["kind"]:
        case "paragraph":
            return Paragraph(_spans_from_plain(plain["spans"]))
        case "heading":
            return Heading(_number(plain["level"]), _spans_from_plain(plain["spans"]))
        case "quote":
            blocks = blocks_from_plain(plain["blocks"], depth + 1)
            return BlockQuote(blocks, _optional_text(plain["attribution"]), _optional_text(plain["cite"]))
        case "code":
            return CodeBlock(_text(plain["text"]), _optional_text(plain["language"]))
        case "list":
            items = tuple([blocks_from_plain(item, depth + 1) for item in plain["items"]])
            return ListBlock(items, _optional_number(plain["start"]))
        case "table":
            return Table(tuple(tuple(map(_spans_from_plain, row)) for row in plain["rows"]), _number(plain["header"]))
        case "image":
            return Image(_optional_text(plain["src"]), _text(plain["alt"]), _spans_from_plain(plain["caption"]))
        case "rule":
            return Rule()
        case unknown:
            raise ValueError(f"no kind of block is called {unknown!r}")


def _spans_to_plain(spans: Spans) -> list[Plain]:
    return [{"text": span.text, "marks": _marks_to_plain(span.marks), "href": span.href} for span in spans]


def _spans_from_plain(plain: Sequence[Plain]) -> Spans:
    return tuple(
        [Span(_text(span["text"]), _marks_from_plain(span["marks"]), _optional_text(span["href"])) for span in plain]
    )


def _marks_to_plain(marks: Marks) -> list[str]:
    return [] if marks is Marks.NONE else list(_names(marks))


@cache
def _names(marks: Marks) -> tuple[str, ...]:
    """Names of the members of a flag; cached, since iterating over a flag is slow and spans have few combinations."""
    return tuple(mark.name.lower() for mark in marks if mark.name)


def _marks_from_plain(names: Sequence[str]) -> Marks:
    marks = Marks.NONE
    for name in names:
        marks |= Marks[name.upper()]
    return marks


def _author_to_plain(author: Author) -> Plain:
    return {"name": author.name, "url": author.url}


def _author_from_plain(plain: Plain) -> Author:
    return Author(_text(plain["name"]), _optional_text(plain["url"]))


# A library may come from anybody, and what is packed in it is no column that is checked.


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text is wanted, not {value!r:.40}")
    return value


def _optional_text(value: Any) -> str | None:
    return None if value is None else _text(value)


def _number(value: Any) -> int:
    if not isinstance(value, int) or abs(value) >= _MAX_NUMBER:
        raise TypeError(f"a number is wanted, not {value!r:.40}")
    return value


def _optional_number(value: Any) -> int | None:
    return None if value is None else _number(value)
