"""A thread as the text form."""

from collections.abc import Iterator, Sequence

from threadreader.export import Exported
from threadreader.export.sources import sources_of
from threadreader.export.text.headers import START, write_author, write_header
from threadreader.export.text.inline import write_address
from threadreader.export.text.write_blocks import write_blocks
from threadreader.model.clean import clean, clean_line
from threadreader.model.page import Page
from threadreader.model.thread import Article, Comment

FIRST_LINE = "threadreader text 1"
INDENT = "  "


def write_text(exported: Exported, width: int = 72) -> str:
    """The thread as text that ends with a newline; prose at most `width` cells wide, not wrapped where it is 0."""
    thread = exported.thread
    lines = [FIRST_LINE, *_head(exported.page, thread.article)]
    article = write_blocks(thread.article.body, width, {})
    lines += ["", *(START.sub(r"\\\g<0>", line) if START.match(line) else line for line in article)] if article else []
    sources = sources_of(exported)
    for place, comment in enumerate(thread.comments):
        marks = exported.marks.get(comment.id, ())
        lines += ["", *_comment(exported.page, comment, place + 1, thread.parents[place] + 1 or None, marks)]
        body = write_blocks(comment.body, width and max(width - len(INDENT), 1), sources.get(comment.id, {}))
        lines += [INDENT + line if line else "" for line in body]
    return clean("\n".join(lines)) + "\n"


def permalink_of(page: Page, comment_id: str) -> str | None:
    """The page's address with a comment's id as fragment: what most permalinks are."""
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
