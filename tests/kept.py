"""What the text form keeps of a thread: everything but marks and the page's words for certain times."""

from dataclasses import replace
from typing import assert_never

from threadreader.model.blocks import (
    LINE_BREAK,
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
    merge,
)
from threadreader.model.save import ParsedPage
from threadreader.model.thread import Comment, Thread


def kept_spans(spans: Spans) -> Spans:
    return merge(LINE_BREAK if Marks.BREAK in span.marks else Span(span.text, href=span.href) for span in spans)


def kept(block: Block) -> Block:  # noqa: PLR0911 - one return a kind
    match block:
        case Paragraph(spans):
            return Paragraph(kept_spans(spans))
        case Heading(level, spans):
            return Heading(level, kept_spans(spans))
        case BlockQuote(blocks, attribution, cite):
            return BlockQuote(kept_all(blocks), attribution, cite)
        case ListBlock(items, start):
            return ListBlock(tuple(map(kept_all, items)), start)
        case Table(rows, header):
            return Table(tuple(tuple(map(kept_spans, row)) for row in rows), header)
        case Image(src, alt, caption):
            return Image(src, alt, kept_spans(caption))
        case CodeBlock() | Rule():
            return block
        case _ as unreachable:
            assert_never(unreachable)


def kept_all(blocks: Blocks) -> Blocks:
    return tuple(map(kept, blocks))


def kept_comment(comment: Comment) -> Comment:
    posted = comment.posted_at
    if posted and posted.iso:
        posted = replace(posted, text=posted.iso)
    return replace(comment, body=kept_all(comment.body), posted_at=posted)


def kept_export(exported: ParsedPage) -> ParsedPage:
    article, comments = exported.thread.article, exported.thread.comments
    thread = Thread(replace(article, body=kept_all(article.body)), tuple(map(kept_comment, comments)))
    return ParsedPage(replace(exported.page, saves=()), thread)
