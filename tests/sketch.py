"""Threads drawn as indented text, for tests to read at a glance."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest

from msgspec.structs import replace

from threadreader.model.blocks import Block, BlockQuote, Blocks, Paragraph, Span
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread

_LINK = re.compile(r"\[([^\]]+)\]\(([a-z]+:[^)\s]+|[/#][^)\s]+)\)")
_HEADER = re.compile(r"(?P<indent> *)(?P<name>[^\s:>*#]+)(?P<op>\*?):(?: (?P<words>.*))?")


@dataclass(frozen=True, slots=True)
class _Drawn:
    indent: int
    column: int
    """Where the comment's words begin: lines indented this far go on with it."""
    name: str
    by_op: bool
    lines: list[str] = field(default_factory=list)


def sketch(drawing: str) -> Thread:
    """The thread that is drawn; comments are called c1, c2, ... from the top.

    ::

        # Title of the article

        A paragraph of the article.

        ann: Words of a root,
             which go on here.

             Another paragraph.
          bob*: > Words of a root
                No. (The star: the article's author.)
    """
    lines = textwrap.dedent(drawing).strip("\n").splitlines()
    title = lines.pop(0).removeprefix("# ") if lines and lines[0].startswith("# ") else "Article"
    above, drawn = _divide(lines)
    return Thread(Article(title, _blocks(above)), tuple(_comments(drawn)))


def outline(thread: Thread) -> str:
    """The ids of the comments, each under the one it answers."""
    rows = zip(thread.comments, thread.depths, strict=True)
    return "\n".join("  " * depth + comment.id for comment, depth in rows)


def chain(length: int) -> Thread:
    """A thread in which every comment answers the one before it."""
    ids = [CommentId(f"c{number}") for number in range(1, length + 1)]
    return Thread(Article("Chain"), tuple(map(_numbered, ids, [None, *ids])))


def row(length: int) -> Thread:
    """A thread of roots."""
    ids = [CommentId(f"c{number}") for number in range(1, length + 1)]
    return Thread(Article("Row"), tuple(_numbered(comment_id, None) for comment_id in ids))


def voted(thread: Thread, *votes: int | None) -> Thread:
    """The thread with the votes of its first comments, None for none, and of the others none."""
    pairs = zip_longest(thread.comments, votes)
    return Thread(thread.article, tuple(replace(comment, score=score) for comment, score in pairs))


def paragraph(words: str) -> Paragraph:
    """Plain words as a paragraph."""
    return Paragraph((Span(words),))


def _numbered(comment_id: CommentId, parent_id: CommentId | None) -> Comment:
    return Comment(comment_id, parent_id, Author("ann"), (paragraph(f"Words of {comment_id}."),))


def _divide(lines: Sequence[str]) -> tuple[list[str], list[_Drawn]]:
    above: list[str] = []
    drawn: list[_Drawn] = []
    for line in lines:
        going_on = drawn and (not line.strip() or len(line) - len(line.lstrip()) >= drawn[-1].column)
        if going_on:
            drawn[-1].lines.append(line[drawn[-1].column :])
        elif header := _HEADER.fullmatch(line):
            indent, words = len(header["indent"]), header["words"] or ""
            column = indent + len(header["name"] + header["op"]) + 2
            drawn.append(_Drawn(indent, column, header["name"], bool(header["op"]), [words]))
        elif not drawn:
            above.append(line)
        else:
            raise ValueError(f"neither a comment nor more of the one above: {line!r}")
    return above, drawn


def _comments(drawn: Sequence[_Drawn]) -> list[Comment]:
    comments: list[Comment] = []
    path: list[tuple[int, CommentId]] = []
    for number, one in enumerate(drawn, 1):
        while path and path[-1][0] >= one.indent:
            path.pop()
        here = CommentId(f"c{number}")
        parent = path[-1][1] if path else None
        comments.append(Comment(here, parent, Author(one.name), _blocks(one.lines), by_op=one.by_op))
        path.append((one.indent, here))
    return comments


def _blocks(lines: Sequence[str]) -> Blocks:
    blocks: list[Block] = []
    for quoted, group in groupby(lines, key=lambda line: line.startswith(">")):
        if quoted:
            blocks.append(BlockQuote(_blocks([line[1:].removeprefix(" ") for line in group])))
        else:
            blocks += _paragraphs(group)
    return tuple(blocks)


def _paragraphs(lines: Iterable[str]) -> list[Block]:
    grouped = groupby((line.strip() for line in lines), key=bool)
    return [_linked(" ".join(group)) for written, group in grouped if written]


def _linked(words: str) -> Paragraph:
    """A paragraph with links that are drawn as `[words](address)`."""
    parts = _LINK.split(words)
    texts, addresses = parts[::3], parts[2::3]
    spans = [Span(texts[0])] if texts[0] else []
    for linked, address, after in zip(parts[1::3], addresses, texts[1:], strict=True):
        spans += [Span(linked, href=address), *([Span(after)] if after else [])]
    return Paragraph(tuple(spans))
