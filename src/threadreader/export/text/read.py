"""The text form as a thread."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from threadreader.export import Exported, checked
from threadreader.export.text.headers import START, read_author, read_header
from threadreader.export.text.inline import read_address
from threadreader.export.text.read_blocks import read_blocks
from threadreader.export.text.write import FIRST_LINE, INDENT, permalink_of
from threadreader.model.clean import clean, clean_line
from threadreader.model.moment import parse_iso
from threadreader.model.page import Page, PageId
from threadreader.model.thread import Article, Comment, CommentId, Thread


def read_text(text: str) -> Exported:
    """The inverse of `write_text`; ValueError, with the number of the line, where the text is no such export.

    What the text form does not hold is lost: marks, the page's words for times that are certain, saves, notes and
    quote links, which can be found again.
    """
    lines = clean(text.removeprefix("\ufeff")).split("\n")
    if lines[0].strip() != FIRST_LINE:
        raise ValueError(f"line 1: {FIRST_LINE!r} is wanted here")
    starts = [number for number, line in enumerate(lines) if number and START.match(line)]
    blank = next((number for number, line in enumerate(lines) if not line.strip(" ")), len(lines))
    page, article = _read_head(lines[1:blank])
    body = read_blocks(lines[blank : starts[0] if starts else len(lines)])
    ids: dict[int, CommentId] = {}
    comments: list[Comment] = []
    for start, end in pairwise([*starts, len(lines)]):
        try:
            comments.append(_read_comment(page, lines[start:end], ids))
        except ValueError as problem:
            raise ValueError(f"line {start + 1}: {problem}") from problem
    whole = Article(article.title, body, article.authors, article.published_at)
    return Exported(page, Thread(whole, tuple(comments)))


def _read_head(lines: Iterable[str]) -> tuple[Page, Article]:
    fields: dict[str, str] = {}
    authors = []
    declared = None
    for number, line in enumerate(lines, 2):
        name, _, value = line.partition(": ")
        if name == "By":
            author = read_author(value)
            authors += [author] if author else []
        elif name == "Comments" and value.strip():
            declared = _read_count(value, number)
        else:
            fields[name] = clean_line(value)
    title = fields.get("Title", "")
    date = fields.get("Date")
    url = read_address(fields.get("Address", "").removeprefix("<").removesuffix(">"))
    page = Page(
        id=PageId(fields.get("Page") or url or ""),
        title=fields.get("Page title", title),
        url=url,
        site=fields.get("Site"),
        language=fields.get("Language"),
        declared_count=declared,
    )
    return page, Article(title, (), tuple(authors), parse_iso(date, date) if date else None)


def _read_count(value: str, line: int) -> int:
    try:
        return checked.count(int(value))
    except ValueError as problem:
        raise ValueError(f"line {line}: a number of comments is wanted, not {value!r:.40}") from problem


def _read_comment(page: Page, lines: Sequence[str], ids: dict[int, CommentId]) -> Comment:
    header = read_header(lines[0])
    has_permalink = len(lines) > 1 and lines[1].startswith("<")
    permalink = read_address(lines[1].strip()[1:-1]) if has_permalink else None
    if header.parent is not None and header.parent not in ids:
        raise ValueError(f"there is no comment #{header.parent} above")
    ids[header.number] = CommentId(header.comment_id)
    return Comment(
        id=ids[header.number],
        parent_id=None if header.parent is None else ids[header.parent],
        author=header.author,
        body=read_blocks([line.removeprefix(INDENT) for line in lines[1 + has_permalink :]]),
        posted_at=header.posted_at,
        permalink=permalink_of(page, header.comment_id) if header.is_fragment else permalink,
        by_op=header.by_op,
        kind=header.kind,
        status=header.status,
        score=header.score,
    )
