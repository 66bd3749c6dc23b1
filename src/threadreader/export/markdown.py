"""Markdown export (CommonMark with GitHub's tables), one line a paragraph."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from threadreader.export import NO_LABELS, Exporter, Labels, Source, Sources, sources_of
from threadreader.model.blocks import (
    Block,
    BlockPath,
    BlockQuote,
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
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_line, is_relative
from threadreader.model.thread import Article, Author, Comment, Status, Thread

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~]")
_SPECIAL_AT_START = re.compile(r"^(\s*(?:\d{1,9}(?=[.)]))?)([#+=.)-])", re.MULTILINE)
# Runs of backticks, which fences and delimiters of code must exceed.
_FENCE = re.compile(r"`{3,}")
_TICKS = re.compile("`+")
_UNSAFE_IN_ADDRESS = re.compile(r"[<>\\\s]")
# Programs that keep notes run some of what they show: Obsidian's Dataview code that begins with `=` or `$=`, and fences
# of its name, Templater what stands between `<%` and `%>`, wherever that is. With a character without width it is text.
_RUN_BY_NOTES = re.compile(r"(?=\s*\$?=)")
_TEMPLATE, _APART = "<%", "\N{WORD JOINER}"
_DELIMITERS = ((Marks.STRIKE, "~~"), (Marks.STRONG, "**"), (Marks.EMPHASIS, "*"))


def export_markdown(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS) -> str:
    """Write the thread as Markdown."""
    thread, sources = exported.thread, sources_of(exported)
    parts = [*_head(exported, thread.article), *_blocks(thread.article.body, {})]
    if thread.comments:
        parts.append(f"## {len(thread.comments):,} {'reply' if len(thread.comments) == 1 else 'replies'}")
    for index, comment in enumerate(thread.comments):
        parts.append(_header(thread, index, comment, labels.get(comment.id, ())))
        parts += _blocks(comment.body, sources.get(comment.id, {})) or [_placeholder(comment)]
    return clean("\n\n".join(parts)).replace(_TEMPLATE, _APART.join(_TEMPLATE)) + "\n"


def _head(exported: ParsedPage, article: Article) -> Iterator[str]:
    yield f"# {_escape(clean_line(article.title or exported.page.title))}"
    by = [_author(author) for author in article.authors]
    published = article.published_at.iso if article.published_at else None
    facts = [*by, *([published] if published else []), *([f"<{exported.page.url}>"] if exported.page.url else [])]
    if facts:
        yield " · ".join(facts)


def _header(thread: Thread, index: int, comment: Comment, labels: Sequence[str]) -> str:
    name = _author(comment.author) if comment.author else "nobody named"
    time = comment.posted_at and (comment.posted_at.iso or clean_line(comment.posted_at.text))
    above = thread.parents[index]
    facts = [
        f"#{index + 1} {name}" + (" (OP)" if comment.by_op else ""),
        *([time] if time else []),
        *([f"re [#{above + 1}](#reply-{above + 1})"] if above >= 0 else []),
        *([_link("link", comment.permalink)] if comment.permalink and not is_relative(comment.permalink) else []),
        *labels,
    ]
    return f'### <a id="reply-{index + 1}"></a>{" · ".join(facts)}'


def _blocks(blocks: Sequence[Block], sources: Sources, path: BlockPath = ()) -> list[str]:
    """Markdown of blocks, each followed by the sources of its quotations."""
    parts: list[str] = []
    for index, block in enumerate(blocks):
        block_path = (*path, index)
        parts.append("\n".join(_lines(block, sources, block_path)))
        parts += map(_source, sources.get(block_path, ()))
    return parts


def _lines(block: Block, sources: Sources, path: BlockPath) -> list[str]:  # noqa: PLR0911 - one return a kind
    match block:
        case Paragraph(spans):
            return _paragraph(spans)
        case Heading(level, spans):
            return [f"{'#' * min(6, level + 1)} {_inline(spans).replace(chr(10), ' ')}"]
        case BlockQuote():
            above = [f"{_escape(clean_line(block.attribution))}\n"] if block.attribution else []
            return above + _quoted(_joined(_blocks(block.blocks, sources, path)))
        case CodeBlock(code, language):
            fence = "`" * max(3, *(len(run) + 1 for run in [*_FENCE.findall(code), ""]))
            return [f"{fence}{_fence_label(language or '')}", *code.split("\n"), fence]
        case ListBlock():
            return _list(block, sources, path)
        case Table():
            return _table(block)
        case Image(src, alt, caption):
            label = f"image: {_escape(alt)}" if alt.strip() else "image"
            picture = _link(label, src) if src and not is_relative(src) else f"({label})"
            return [picture, *([f"*{_inline(caption)}*"] if caption else [])]
        case Rule():
            return ["---"]
        case _ as unreachable:
            assert_never(unreachable)


def _fence_label(language: str) -> str:
    """The language of a fence, if it is one of programs and not what a program that keeps notes would run."""
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        find_lexer_class_by_name(language)
    except ClassNotFound:
        return ""
    return re.sub(r"[^\w+#.-]", "", language)


def _paragraph(spans: Spans) -> list[str]:
    return _SPECIAL_AT_START.sub(r"\1\\\2", _inline(spans)).split("\n")


def _list(block: ListBlock, sources: Sources, path: BlockPath) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(block.items):
        mark = "- " if block.start is None else f"{block.start + number}. "
        inner = _joined(_blocks(item, sources, (*path, number)))
        lines += [(" " * len(mark) if row else mark) + line if line else "" for row, line in enumerate(inner)]
    return lines


def _table(block: Table) -> list[str]:
    columns = max(map(len, block.rows))
    rows = [[_inline(cell).replace("\\\n", "<br>").replace("\n", " ") for cell in row] for row in block.rows]
    rows = [row + [""] * (columns - len(row)) for row in rows]
    head = rows[0] if block.header else [""] * columns
    body = rows[1:] if block.header else rows
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * columns, *body)]


def _inline(spans: Iterable[Span]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    if Marks.BREAK in span.marks:
        return "\\\n"
    text = span.text.strip(" ")
    if not text:
        return span.text
    before, _, after = span.text.partition(text)
    if Marks.CODE in span.marks:
        text = _RUN_BY_NOTES.sub(_APART, text, count=1) if _RUN_BY_NOTES.match(text) else text
        ticks = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
        space = " " if text.startswith("`") or text.endswith("`") else ""
        markdown = f"{ticks}{space}{text}{space}{ticks}"
    else:
        markdown = _escape(text)
    for mark, delimiter in _DELIMITERS:
        if mark in span.marks:
            markdown = f"{delimiter}{markdown}{delimiter}"
    return before + _link(markdown, span.href) + after


def _source(source: Source) -> str:
    return f"*↑ {_escape(clean_line(source.name))}*"


def _author(author: Author) -> str:
    return _link(_escape(clean_line(author.name)), author.url)


def _placeholder(comment: Comment) -> str:
    return "*(removed by the site)*" if comment.status is Status.REMOVED else "*(no words)*"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _link(markdown: str, address: str | None) -> str:
    """Link to an address, unless it is relative: it would be relative to the exported file."""
    if address is None or is_relative(address):
        return markdown
    return f"[{markdown}](<{_UNSAFE_IN_ADDRESS.sub(lambda match: f'%{ord(match[0]):02X}', address)}>)"


def _quoted(lines: Iterable[str]) -> list[str]:
    return [f"> {line}" if line else ">" for line in lines]


def _joined(parts: Sequence[str]) -> list[str]:
    return "\n\n".join(parts).split("\n")


EXPORTER = Exporter("markdown", ".md", export_markdown)
