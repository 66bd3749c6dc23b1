"""HTML export: one self-contained file without scripts and without anything that a browser would fetch.

Replies are indented by depth, each with an anchor; the source of a quotation is a link to its passage.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
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
    Table,
)
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_line, is_relative
from threadreader.model.thread import Author, CommentId, Status, Thread

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; }
header p, .facts, .source { opacity: .7; font-size: .9rem; }
.reply { margin: 1.2rem 0 0 calc(min(var(--depth), 10) * 1.1rem); border-left: 3px solid; padding-left: .8rem; }
.reply:target, p:target { background: color-mix(in srgb, gold 25%, transparent); }
blockquote { margin: .5rem 0; border-left: 3px double; padding-left: .8rem; font-style: italic; }
pre { overflow-x: auto; border: 1px solid; padding: .6rem; }
table { border-collapse: collapse; } td, th { border: 1px solid; padding: .2rem .5rem; text-align: left; }
.spoiler:not(:hover) { filter: blur(.3rem); }
.op { border: 1px solid; padding: 0 .3rem; font-size: .8rem; }
""".strip()
_TAGS = (
    (Marks.CODE, "code"),
    (Marks.EMPHASIS, "em"),
    (Marks.STRONG, "strong"),
    (Marks.STRIKE, "s"),
    (Marks.UNDERLINE, "u"),
    (Marks.SUBSCRIPT, "sub"),
    (Marks.SUPERSCRIPT, "sup"),
)


def export_html(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS) -> str:
    """Write the thread as an HTML document."""
    thread, sources, page = exported.thread, sources_of(exported), exported.page
    title = _text(thread.article.title or page.title)
    language = f' lang="{_text(page.language)}"' if page.language else ""
    lines = [
        f"<!doctype html>\n<html{language}>\n<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{title}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<article>\n<header>\n<h1>{title}</h1>",
        *_byline(exported),
        "</header>",
        *_Body(thread, None, {}).blocks(thread.article.body),
        "</article>\n<main>",
    ]
    for index, comment in enumerate(thread.comments):
        lines += _reply(thread, index, sources.get(comment.id, {}), labels.get(comment.id, ()))
    return clean("\n".join([*lines, "</main>\n</body>\n</html>"])) + "\n"


def _byline(exported: ParsedPage) -> Iterator[str]:
    article, url = exported.thread.article, exported.page.url
    facts = [_author(author) for author in article.authors]
    facts += [_text(article.published_at.iso)] if article.published_at and article.published_at.iso else []
    facts += [_link(url, _text(url))] if url else []
    if facts:
        yield f"<p>{' · '.join(facts)}</p>"


def _reply(thread: Thread, index: int, sources: Sources, labels: Sequence[str]) -> Iterator[str]:
    comment = thread.comments[index]
    depth, above = thread.depths[index], thread.parents[index]
    name = _author(comment.author) if comment.author else "nobody named"
    time = comment.posted_at and (comment.posted_at.iso or comment.posted_at.text)
    facts = [
        f"<b>{name}</b>" + (' <span class="op">OP</span>' if comment.by_op else ""),
        *([_text(time)] if time else []),
        _link(comment.permalink, f"#{index + 1}") if comment.permalink else f"#{index + 1}",
        *([f'<a href="#reply-{above + 1}">re #{above + 1}</a>'] if above >= 0 else []),
        *labels,
    ]
    yield f'<div class="reply" id="reply-{index + 1}" style="--depth: {depth}">'
    yield f'<div class="facts">{" · ".join(facts)}</div>'
    body = _Body(thread, comment.id, sources).blocks(comment.body)
    yield from body or [f"<p><i>{'removed by the site' if comment.status is Status.REMOVED else 'no words'}</i></p>"]
    yield "</div>"


class _Body:
    """Writer of the blocks of one body, with the anchors that quotations link to."""

    def __init__(self, thread: Thread, owner: CommentId | None, sources: Sources) -> None:
        self._thread = thread
        self._owner = owner
        self._sources = sources

    def blocks(self, blocks: Sequence[Block], path: BlockPath = ()) -> list[str]:
        """HTML of blocks, as lines."""
        lines: list[str] = []
        for index, block in enumerate(blocks):
            block_path = (*path, index)
            lines += self._block(block, block_path)
            lines += map(self._source, self._sources.get(block_path, ()))
        return lines

    def _block(self, block: Block, path: BlockPath) -> list[str]:  # noqa: PLR0911 - one return a kind
        anchor = f' id="{_anchor(self._thread, self._owner, path)}"'
        match block:
            case Paragraph(spans):
                return [f"<p{anchor}>{_inline(spans)}</p>"]
            case Heading(level, spans):
                return [f"<h{min(6, level + 1)}{anchor}>{_inline(spans)}</h{min(6, level + 1)}>"]
            case BlockQuote(inner, attribution):
                above = [f"<p>{_text(attribution)}</p>"] if attribution else []
                return [*above, "<blockquote>", *self.blocks(inner, path), "</blockquote>"]
            case CodeBlock(code):
                return [f"<pre{anchor}><code>{escape(code)}</code></pre>"]
            case ListBlock():
                return self._list(block, path)
            case Table():
                return _table(block, anchor)
            case Image(src, alt, caption):
                label = _text(f"[image: {alt}]" if alt.strip() else "[image]")
                below = [f"<p><i>{_inline(caption)}</i></p>"] if caption else []
                return [f"<p{anchor}>{_link(src, label) if src else label}</p>", *below]
            case Rule():
                return ["<hr>"]
            case _ as unreachable:
                assert_never(unreachable)

    def _list(self, block: ListBlock, path: BlockPath) -> list[str]:
        lines = ["<ul>" if block.start is None else f'<ol start="{block.start}">']
        for number, item in enumerate(block.items):
            lines += ["<li>", *self.blocks(item, (*path, number)), "</li>"]
        return [*lines, "</ul>" if block.start is None else "</ol>"]

    def _source(self, source: Source) -> str:
        anchor = _anchor(self._thread, source.owner, source.path)
        return f'<p class="source"><a href="#{anchor}">↑ {_text(source.name)}</a></p>'


def _anchor(thread: Thread, owner: CommentId | None, path: BlockPath) -> str:
    """Id of a block, from numbers only: nothing of the page gets into it."""
    body = "article" if owner is None else f"reply-{thread.position[owner] + 1}"
    return f"{body}-{'-'.join(map(str, path))}"


def _table(block: Table, anchor: str) -> list[str]:
    lines = [f"<table{anchor}>"]
    for number, row in enumerate(block.rows):
        tag = "th" if number < block.header else "td"
        lines.append("<tr>" + "".join(f"<{tag}>{_inline(cell)}</{tag}>" for cell in row) + "</tr>")
    return [*lines, "</table>"]


def _inline(spans: Iterable[Span]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    if Marks.BREAK in span.marks:
        return "<br>\n"
    html = escape(span.text)
    for mark, tag in _TAGS:
        if mark in span.marks:
            html = f"<{tag}>{html}</{tag}>"
    if Marks.SPOILER in span.marks:
        html = f'<span class="spoiler">{html}</span>'
    return _link(span.href, html) if span.href else html


def _author(author: Author) -> str:
    return _link(author.url, _text(author.name)) if author.url else _text(author.name)


def _link(address: str | None, html: str) -> str:
    """Link to an address; a relative one, which would be relative to the exported file, becomes a title."""
    if address is None or is_relative(address):
        return f'<span title="{escape(address or "")}">{html}</span>'
    return f'<a rel="noreferrer" href="{escape(address)}">{html}</a>'


def _text(text: str) -> str:
    return escape(clean_line(text))


EXPORTER = Exporter("html", ".html", export_html)
