"""Markdown export (CommonMark with GitHub's tables), one line a paragraph, for programs that keep notes.

By the `generator` in its front matter the program knows a note that it wrote, which it does not read again.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import assert_never
from urllib.parse import quote, unquote

from threadreader.export import NO_LABELS, WORDLESS, Labels, QuoteLinks
from threadreader.export.markup import pictures_of
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
from threadreader.model.page import EXPORT_ADAPTER
from threadreader.model.quote import NOBODY
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_line, counted, is_relative
from threadreader.model.thread import Article, Author, CommentId, Status
from threadreader.render.dates import short_time

# Runs of backticks, which fences must exceed.
_FENCE = re.compile(r"`{3,}")
_MAX_ITEM_NUMBER = 10**9 - 1  # of nine digits, as CommonMark has it
_NEW_LIST = "<!-- -->"  # between two lists, which would be one
_AUTOLINK = re.compile(r"(?:https?|mailto):[^\s<>|`]+")
# Levels of the headings of replies: the first below the title and "Replies", the last that Markdown has.
_REPLY_LEVEL, _MAX_LEVEL = 3, 6

# What begins markup: that of CommonMark and GitHub, and the math, tags, block ids, comments, highlights and fields of
# programs that keep notes.
_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$^]|#(?=\w|#*\s*$)|%(?=%|$)|=(?==|$)|:(?=:)|!$")
_SPECIAL_AT_START = re.compile(r"^(\s*(?:\d{1,9}(?=[.)]))?)([#+=.)-])", re.MULTILINE)
_TICKS = re.compile("`+")
_UNSAFE_IN_ADDRESS = re.compile(r"[<>\\\s|]|&(?=#?\w+;)")
# Programs that keep notes run some of what they show: Obsidian's Dataview code that begins with `=` or `$=`, and fences
# of its name, Templater what stands between `<%` and `%>`, wherever that is. With a character without width it is text.
_RUN_BY_NOTES = re.compile(r"(?=\s*\$?=)")
_TEMPLATE, _APART = "<%", "\N{WORD JOINER}"
_DELIMITERS = ((Marks.STRIKE, "~~", "s"), (Marks.STRONG, "**", "strong"), (Marks.EMPHASIS, "*", "em"))
_BREAK = "\\\n"


def export_markdown(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS, stem: str = "") -> str:
    """Write the thread as Markdown, in a file of this name with the saved pictures as files beside it."""
    thread, passages = exported.thread, _Passages(exported, stem)
    parts = [
        *_head(exported, thread.article),
        *_blocks(thread.article.body, passages, None),
        *(["## Replies"] if thread.comments else []),
    ]
    for index, comment in enumerate(thread.comments):
        parts += _header(exported, index, labels.get(comment.id, ()))
        parts += _blocks(comment.body, passages, comment.id) or [f"*({WORDLESS[comment.status]})*"]
    text = part_templates(clean("\n\n".join(filter(None, parts))))
    return _front_matter(exported) + text + "\n"


def _front_matter(exported: ParsedPage) -> str:
    """YAML that says what the note is of; JSON strings are YAML."""
    page, article = exported.page, exported.thread.article
    published, save = article.published_at and article.published_at.iso, page.newest
    saved = save.saved_at.isoformat(timespec="seconds") if save and save.saved_at else None
    title = article.title or page.title
    members = {
        "title": _yaml(title),
        "author": f"[{', '.join(_yaml(author.name) for author in article.authors)}]" if article.authors else None,
        "date": published,
        "site": page.site and _yaml(page.site),
        "source": page.url and _yaml(page.url),
        "saved": saved,
        "replies": str(sum(comment.status is not Status.MISSING for comment in exported.thread.comments)),
        "lang": page.language and _yaml(page.language),
        "tags": "[thread]",
        "generator": EXPORT_ADAPTER,
    }
    lines = [f"{name}: {value}" for name, value in members.items() if value]
    return "\n".join(["---", *lines, "---", "", ""])


def _yaml(text: str) -> str:
    """A string on one line, with what YAML takes for unprintable escaped, and no template in it."""
    return json.dumps(part_templates(clean_line(text)), ensure_ascii=not text.isprintable())


def _head(exported: ParsedPage, article: Article) -> Iterator[str]:
    yield f"# {_escape(clean_line(article.title or exported.page.title))}"
    by = [_author(author) for author in article.authors]
    published = [short_time(article.published_at)] if article.published_at and article.published_at.iso else []
    about = [f"about {_address(article.link)}"] if article.link else []
    yield " · ".join([*by, *published, *about, *([_address(exported.page.url)] if exported.page.url else [])])


def _header(exported: ParsedPage, index: int, labels: Sequence[str]) -> Iterator[str]:
    """The heading of a reply, a level below that of what it answers while there are levels, and a line of facts."""
    thread = exported.thread
    comment, above = thread.comments[index], thread.parents[index]
    level = min(_MAX_LEVEL, _REPLY_LEVEL + thread.depths[index])
    name = _author(comment.author) if comment.author else NOBODY
    yield f"{'#' * level} \\#{index + 1} {name}" + (" (OP)" if comment.by_op else "")
    time = comment.posted_at and clean_line(short_time(comment.posted_at, exported.page.saves))
    facts = [
        *([_escape(time)] if time else []),
        *([f"re [\\#{above + 1}](#{_block_id(above, ())})"] if above >= 0 else []),
        *([_link("link", comment.permalink)] if comment.permalink and not is_relative(comment.permalink) else []),
        *([counted(comment.score, "vote")] if comment.score is not None else []),
        *labels,
    ]
    line = " · ".join(facts)
    yield _with_id(line, _block_id(index, ())) if thread.sizes[index] > 1 else line


def _address(address: str) -> str:
    """A link that shows an address as people write it; what writes Markdown as HTML decodes one by itself, or not."""
    shown = clean_line(unquote(address))
    return f"<{address}>" if shown == address and _AUTOLINK.fullmatch(address) else _link(_escape(shown), address)


def _block_id(index: int, path: BlockPath) -> str:
    """The id of a block, from numbers only; `index` is -1 in the article, and a path of () is a whole body."""
    return "-".join(["^article" if index < 0 else f"^reply-{index + 1}", *map(str, path)])


def _with_id(markdown: str, block_id: str) -> str:
    """A block with its id, as an anchor for browsers and as programs that keep notes write it."""
    return f'<a id="{block_id}"></a>{markdown} {block_id}'


class _Passages(QuoteLinks):
    """The links of quotations to their sources, as ids, and `files`: the saved pictures by their addresses."""

    def __init__(self, exported: ParsedPage, stem: str) -> None:
        super().__init__(exported)
        self._position = exported.thread.position
        saved = pictures_of(exported) if stem else {}
        # Encoded, nothing in the name of a file is markup.
        self.files = {src: quote(f"{stem}_{each.name}", errors="surrogatepass") for src, each in saved.items()}

    def id_of(self, owner: CommentId | None, path: BlockPath) -> str:
        """The id of a block."""
        return _block_id(-1 if owner is None else self._position[owner], path)


def _blocks(blocks: Sequence[Block], passages: _Passages, owner: CommentId | None, path: BlockPath = ()) -> list[str]:
    """Markdown of blocks, each followed by the sources of its quotations."""
    parts: list[str] = []
    for index, block in enumerate(blocks):
        here = (*path, index)
        if index and isinstance(block, ListBlock) and isinstance(blocks[index - 1], ListBlock):
            parts.append(_NEW_LIST)
        lines = "\n".join(_lines(block, passages, owner, here))
        if passages.quoters(owner, here):
            block_id = passages.id_of(owner, here)
            # After the fence of code or the last row of a table, an id is a paragraph of its own.
            inline = isinstance(block, Paragraph)
            parts += [_with_id(lines, block_id)] if inline else [lines, _with_id("", block_id)]
        else:
            parts.append(lines)
        for source in passages.sources(owner, here):
            name = _escape(clean_line(source.name))
            parts.append(f"*↑ [{name}](#{passages.id_of(source.owner, source.path)})*")
    return parts


def _lines(  # noqa: PLR0911 - one return a kind
    block: Block, passages: _Passages, owner: CommentId | None, path: BlockPath
) -> list[str]:
    match block:
        case Paragraph(spans):
            return _escape_starts(_inline(spans)).split("\n")
        case Heading(level, spans):
            # Those of a reply are below all headings of replies.
            level = min(_MAX_LEVEL, level + 1) if owner is None else _MAX_LEVEL
            return [f"{'#' * level} {_one_line(_inline(spans))}"]
        case BlockQuote(inner, attribution, cite):
            words = clean_line(attribution or "")
            above = [_escape_starts(_link(_escape(words), cite)) + "\n"] if words else []
            quoted = "\n\n".join(_blocks(inner, passages, owner, path)).split("\n")
            return above + [f"> {line}" if line else ">" for line in quoted]
        case CodeBlock(code, language):
            fence = "`" * max(3, *(len(run) + 1 for run in [*_FENCE.findall(code), ""]))
            return [f"{fence}{_fence_label(language or '')}", *code.split("\n"), fence]
        case ListBlock():
            return _list(block, passages, owner, path)
        case Table():
            return _table(block)
        case Image(src, alt, caption):
            file, words = passages.files.get(src or ""), _escape(alt.strip())
            label = f"image: {words}" if words else "image"
            shown = f"![{words}]({file})" if file else label if src and not is_relative(src) else f"({label})"
            return [_link(shown, src), *([f"<em>{_one_line(_inline(caption))}</em>"] if caption else [])]
        case Rule():
            return ["***"]
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


def _list(block: ListBlock, passages: _Passages, owner: CommentId | None, path: BlockPath) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(block.items):
        mark = "- " if block.start is None else f"{min(max(block.start + number, 0), _MAX_ITEM_NUMBER)}. "
        inner = "\n\n".join(_blocks(item, passages, owner, (*path, number))).split("\n")
        lines += [(" " * len(mark) if row else mark) + line if line else "" for row, line in enumerate(inner)]
    return lines


def _table(block: Table) -> list[str]:
    columns = max(map(len, block.rows))
    rows = [[_one_line(_inline(cell)) for cell in row] for row in block.rows]
    rows = [row + [""] * (columns - len(row)) for row in rows]
    head = rows[0] if block.header else [""] * columns
    body = rows[1:] if block.header else rows
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * columns, *body)]


def _author(author: Author) -> str:
    return _link(_escape(clean_line(author.name)), author.url)


def _escape(text: str) -> str:
    """Text with no markup in it, wherever in a line but at its start."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _escape_starts(markdown: str) -> str:
    """Lines of a paragraph of which none begins as another block does."""
    return _SPECIAL_AT_START.sub(r"\1\\\2", markdown.lstrip(" \t"))


def part_templates(text: str) -> str:
    """Text in which no program that keeps notes finds a template."""
    return text.replace(_TEMPLATE, _APART.join(_TEMPLATE))


def _link(markdown: str, address: str | None) -> str:
    """Link to an address, unless it is relative: it would be relative to the exported file."""
    if address is None or is_relative(address):
        return markdown
    return f"[{markdown}](<{_UNSAFE_IN_ADDRESS.sub(lambda match: f'%{ord(match[0]):02X}', address)}>)"


def _inline(spans: Sequence[Span]) -> str:
    """Spans as Markdown; a line break is a backslash at the end of a line, and nothing where nothing follows."""
    end = len(spans)
    while end and spans[end - 1].text.isspace():
        end -= 1
    parts = [""]
    for span in spans[:end]:
        parts.append(_BREAK if Marks.BREAK in span.marks else _span(span, parts[-1][-1:]))
    return "".join(parts)


def _one_line(markdown: str) -> str:
    """Markdown of spans on one line."""
    return markdown.replace(_BREAK, "<br>").replace("\n", " ")


def _span(span: Span, before: str) -> str:
    """A span behind the character `before`."""
    text = span.text.strip(" ")
    if not text:
        return span.text
    left, _, right = span.text.partition(text)
    before = left[-1:] or before
    markdown = _code(text, before) if Marks.CODE in span.marks else _escape(text)
    marks = [(delimiter, tag) for mark, delimiter, tag in _DELIMITERS if mark in span.marks]
    # Delimiters count where they stand between a space or sign and a letter: elsewhere, tags.
    are_tags = not (text[0].isalnum() and text[-1].isalnum() and markdown[0] != "`") or before in {"*", "~"}
    are_tags = are_tags or (len(marks) > 1 and Marks.STRIKE in span.marks)
    for delimiter, tag in marks:
        markdown = f"<{tag}>{markdown}</{tag}>" if are_tags else f"{delimiter}{markdown}{delimiter}"
    return left + _link(markdown, span.href) + right


def _code(text: str, before: str) -> str:
    if _RUN_BY_NOTES.match(text):
        text = _APART + text
    if before == "`" or "|" in text:
        return f"<code>{_escape(text)}</code>"
    ticks = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"
