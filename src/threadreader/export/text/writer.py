"""Writer of the text form."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from threadreader.export import NO_LABELS, Labels, Sources, sources_of
from threadreader.export.text.inline import (
    HEADER_START,
    escape_before_address,
    escape_in_brackets,
    write_address,
    write_author,
    write_cell,
    write_header,
    write_lines,
    write_segments,
)
from threadreader.model.blocks import (
    Block,
    BlockPath,
    BlockQuote,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Rule,
    Table,
)
from threadreader.model.page import Page
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_line
from threadreader.model.thread import Article, Comment
from threadreader.render.width import cell_width, fit

# Cells; prose in nested quotes and lists is not wrapped below, though its lines may become too long.
_MIN_WRAP_CELLS = 20


def write_blocks(blocks: Sequence[Block], width: int, sources: Sources, path: BlockPath = ()) -> list[str]:
    """Write blocks as lines of at most `width` cells, not wrapped if it is 0, with an empty line between blocks."""
    lines: list[str] = []
    for index, block in enumerate(blocks):
        block_path = (*path, index)
        lines += [""] if index else []
        lines += _write(block, width, sources, block_path)
        source_lines = (f"↑ {clean_line(source.name)}" for source in sources.get(block_path, ()))
        lines += [fit(line, max(width, _MIN_WRAP_CELLS)) if width else line for line in source_lines]
    return lines


def _write(block: Block, width: int, sources: Sources, path: BlockPath) -> list[str]:  # noqa: PLR0911 - one a kind
    match block:
        case Paragraph(spans):
            return write_lines(write_segments(spans), width)
        case Heading(level, spans):
            return write_lines(write_segments(spans), width, "=" * level + " ")
        case BlockQuote():
            return _write_quote(block, width, sources, path)
        case CodeBlock(code, language):
            label = [f"|:{clean_line(language)}"] if language else []
            return label + [f"| {line}" if line else "|" for line in clean(code).split("\n")]
        case ListBlock():
            return _write_list(block, width, sources, path)
        case Table():
            return _write_table(block, width)
        case Image():
            return _write_image(block, width)
        case Rule():
            return ["---"]
        case _ as unreachable:
            assert_never(unreachable)


def _write_quote(block: BlockQuote, width: int, sources: Sources, path: BlockPath) -> list[str]:
    above = (escape_before_address(clean_line(block.attribution or "")) + write_address(block.cite)).removeprefix(" ")
    inner = write_blocks(block.blocks, _inner_width(width, 2), sources, path)
    quoted = [f"> {line}" if line else ">" for line in inner]
    return (write_lines([above], width) if above else []) + quoted


def _write_list(block: ListBlock, width: int, sources: Sources, path: BlockPath) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(block.items):
        mark = "* " if block.start is None else f"{block.start + number}. "
        inner = write_blocks(item, _inner_width(width, len(mark)), sources, (*path, number))
        lines += [(" " * len(mark) if row else mark) + line if line else "" for row, line in enumerate(inner)]
    return lines


def _write_table(block: Table, width: int) -> list[str]:
    rows = [[write_cell(cell) for cell in row] for row in block.rows]
    columns = [0] * max(map(len, rows))
    for row in rows:
        for column, cell in enumerate(row):
            columns[column] = max(columns[column], cell_width(cell))
    if width and sum(columns) + 3 * len(columns) + 2 > width:
        columns = [0] * len(columns)
    return [
        ("|=" if number < block.header else "||") + "".join(map(_pad, row, columns)) for number, row in enumerate(rows)
    ]


def _pad(cell: str, width: int) -> str:
    return f" {cell}{' ' * (width - cell_width(cell))} |"


def _write_image(block: Image, width: int) -> list[str]:
    picture = escape_in_brackets(block.alt) + "]" + write_address(block.src)
    return write_lines([picture, *(write_segments(block.caption) if block.caption else ())], width, "![")


def _inner_width(width: int, mark: int) -> int:
    return width and max(width - mark, min(width, _MIN_WRAP_CELLS))


FIRST_LINE = "threadreader text 1"
INDENT = "  "


def write_text(exported: ParsedPage, width: int = 72, labels: Labels = NO_LABELS) -> str:
    """Write the thread as text, prose wrapped to at most `width` cells, not wrapped if it is 0."""
    thread = exported.thread
    lines = [FIRST_LINE, *_head(exported.page, thread.article)]
    article = write_blocks(thread.article.body, width, {})
    escaped = (HEADER_START.sub(r"\\\g<0>", line) if HEADER_START.match(line) else line for line in article)
    lines += ["", *escaped] if article else []
    sources = sources_of(exported)
    for index, comment in enumerate(thread.comments):
        parent = thread.parents[index] + 1 or None
        lines += ["", *_comment(exported.page, comment, index + 1, parent, labels.get(comment.id, ()))]
        body = write_blocks(comment.body, width and max(width - len(INDENT), 1), sources.get(comment.id, {}))
        lines += [INDENT + line if line else "" for line in body]
    return clean("\n".join(lines)) + "\n"


def permalink_of(page: Page, comment_id: str) -> str | None:
    """Address of the page with a comment's id as fragment, the usual permalink."""
    return f"{page.url}#{comment_id}" if page.url else None


def _head(page: Page, article: Article) -> Iterator[str]:
    title, page_title = clean_line(article.title), clean_line(page.title)
    fields = [
        ("Title", title),
        *(("By", write_author(author)) for author in article.authors),
        ("Date", article.published_at.iso if article.published_at else None),
        ("Address", write_address(page.url).strip()),
        ("Page title", page_title if page_title != title else None),
        ("Page", page.id if page.id != page.url else None),
        ("Site", page.site),
        ("Language", page.language),
        ("Comments", None if page.declared_count is None else str(page.declared_count)),
    ]
    return (f"{name}: {clean_line(value)}" for name, value in fields if value)


def _comment(page: Page, comment: Comment, number: int, parent: int | None, marks: Sequence[str]) -> Iterator[str]:
    is_fragment = comment.permalink is not None and comment.permalink == permalink_of(page, comment.id)
    yield write_header(comment, number, parent, marks, is_fragment=is_fragment)
    address = write_address(comment.permalink).strip()
    if address and not is_fragment:
        yield address
