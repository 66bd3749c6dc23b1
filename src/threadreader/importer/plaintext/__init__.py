"""Drafts from plain-text dumps of a page, as lynx, w3m, links, a copy from a browser or an extractor make them.

Comments are detected by what repeats: heads with name and time, list items, indentation. Their text becomes elements as
that of a page is, so that all later stages are the same for both. What is above the comments, or all of a text without
any, is the article: title, byline and body.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag
from msgspec import Struct

from threadreader.importer.article.body import fold
from threadreader.importer.charset import decode
from threadreader.importer.container import Container
from threadreader.importer.container.plain import is_mailbox
from threadreader.importer.dates import Dates
from threadreader.importer.dates.find import find_times
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, Draft
from threadreader.importer.plaintext.comments import draft_comments, find_comments
from threadreader.importer.plaintext.heads import COUNT, extract_name
from threadreader.importer.plaintext.lines import Lines, add_blocks, find_items, read_lines
from threadreader.importer.plaintext.mbox import read_mailbox
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.page import EXPORT_ADAPTER

_QUOTED = compile_lazily(
    r"[\u201c\"\u00ab\u201e\u2018\u300c\u300a](.{3,300}?)(?:[\u201d\"\u00bb\u2019\u300d\u300b]?\W{0,12})$"
)
# Links and metadata of the page's head, as links and lynx print them.
# A line below an article about where and when it was published, and about other pages.
_ABOUT = compile_lazily(
    rf"{alternatives('about_article')}|(?:\u2190|\u2192|\u00ab|\u00bb|<-|->).*|.*(?:\u2192|\u00bb|->)", re.IGNORECASE
)
_PAGE_HEAD = compile_lazily(r"Link: |#?\[?\d*\]?alternate\b")

# Characters of a quoted title and the text after it: no title of a page has as many; bounds the search.
_MAX_QUOTED_CHARS = 320

# Characters: a paragraph with more is of an article; the shorter ones before the first of these are above it.
_MIN_PROSE_CHARS = 120

_MAX_TITLE_CHARS = 200  # two lines; longer is a paragraph of text
# Characters of a byline: names, a date and a section; a longer line is a sentence.
_MAX_BYLINE_CHARS = 100
# Lines, and paragraphs, that are searched for byline and title: farther from the text they are of something else.
_MAX_SEARCHED = 12
# List items above a text that may be no menu, and lines of a paragraph that is no title.
_MAX_MENU_ITEMS, _MIN_PARAGRAPH_LINES = 3, 3


class _ArticleLines(Struct, frozen=True):
    """Title, author and time of an article, and the indices of the lines of its body."""

    title: str | None
    indices: Sequence[int]
    author: str | None = None
    when: str | None = None


def _whole_article(lines: Lines) -> _ArticleLines:
    """A text without comments as an article: its first line is the title if it is no paragraph."""
    filled = (index for index, line in enumerate(lines.all) if line.text and not _PAGE_HEAD.match(line.text))
    first = next(filled, None)
    if first is None:
        return _ArticleLines(None, ())
    line = lines.all[first]
    is_title = len(line.text) <= _MIN_PROSE_CHARS and not lines.is_full(first)
    prose = (each.start for each in _paragraphs(lines, len(lines.all)) if _size(lines, each) >= _MIN_PROSE_CHARS)
    # Above the text may be the navigation of a site.
    if sum(line.column >= 0 for line in lines.all[first : next(prose, first)]) > _MAX_MENU_ITEMS:
        return _ArticleLines(_find_title(lines, len(lines.all), None)[0], range(first, len(lines.all)))
    return _ArticleLines(line.text[:_MIN_PROSE_CHARS], range(first + is_title, len(lines.all)))


def _find_title(lines: Lines, end: int, quoted: str | None) -> tuple[str | None, int]:
    """The title, and the index of the line below it."""
    if quoted:
        wanted = fold(quoted)
        for index in range(end):
            if wanted and fold(lines.all[index].text) == wanted:
                return quoted, index + 1
            two = fold(lines.all[index].text + lines.all[index + 1].text) if index + 1 < end else ""
            if wanted and two == wanted:
                return quoted, index + 2
    prose = next((each for each in _paragraphs(lines, end) if _size(lines, each) >= _MIN_PROSE_CHARS), None)
    if prose is None:
        return (quoted, 0) if quoted else _title_above_byline(lines, end)
    above = [each for each in _paragraphs(lines, prose.start) if _can_be_title(lines, each)][-_MAX_SEARCHED:]
    if quoted or not above:
        return quoted, prose.start
    chosen = above[-1]
    return " ".join(lines.all[index].text for index in chosen), chosen.stop


def _title_above_byline(lines: Lines, end: int) -> tuple[str | None, int]:
    """The last line above the first that has a time, else the first line; for an article without a body."""
    filled = [index for index in range(end) if lines.all[index].text and not _PAGE_HEAD.match(lines.all[index].text)]
    dated = next((count for count, index in enumerate(filled) if find_times(lines.all[index].text)), 0)
    if not filled:
        return None, 0
    index = filled[max(dated - 1, 0)]
    first = index - 1 if index and lines.is_full(index - 1) else index
    return " ".join(line.text for line in lines.all[first : index + 1]), index + 1


def _can_be_title(lines: Lines, paragraph: range) -> bool:
    text = " ".join(lines.all[index].text for index in paragraph[:_MIN_PARAGRAPH_LINES])
    if len(paragraph) >= _MIN_PARAGRAPH_LINES or len(text) > _MAX_TITLE_CHARS or lines.all[paragraph.start].column >= 0:
        return False
    return not find_times(text) and not COUNT.search(text) and not _ABOUT.fullmatch(text)


def _paragraphs(lines: Lines, end: int) -> Iterator[range]:
    start: int | None = None
    for index in range(end + 1):
        is_blank = index == end or not lines.all[index].text
        if is_blank and start is not None:
            yield range(start, index)
            start = None
        elif not is_blank and start is None:
            start = index


def _size(lines: Lines, paragraph: range) -> int:
    """Characters of the longest run of full lines."""
    best = size = 0
    for index in paragraph:
        size += len(lines.all[index].text)
        best = max(best, size)
        if not lines.is_full(index):
            size = 0
    return best


def _byline(lines: Lines, below: int, end: int) -> tuple[int, str | None, str | None]:
    """The index of the body's first line, and author and time from the byline below the title."""
    author = when = None
    first = below
    for index in range(below, min(end, below + _MAX_SEARCHED)):
        line = lines.all[index]
        times = find_times(line.text) if len(line.text) <= _MAX_BYLINE_CHARS else []
        if times:
            before, after = line.text[: times[0].start], line.text[times[0].end :]
            author, when = extract_name(after) or extract_name(before), times[0].text.strip()
            first = index + 1
            break
        if len(line.text) > _MAX_BYLINE_CHARS or lines.is_full(index):
            break
    return first, author, when


def _body_end(lines: Lines, first: int, end: int) -> int:
    """The end of the article's body, before metadata of its publication and links to others."""
    starts = {index: paragraph.start for paragraph in _paragraphs(lines, end) for index in paragraph}
    last = end
    while last > first:
        text = lines.all[last - 1].text
        if text and not _is_metadata(text):
            start = max(starts[last - 1], first)
            if not _is_metadata(lines.all[start].text):
                break
            last = start
        else:
            last -= 1
    return last


def _is_metadata(text: str) -> bool:
    return len(text) <= _MAX_TITLE_CHARS and bool(_ABOUT.fullmatch(text) or COUNT.search(text))


__all__ = ["Dump", "read_dump"]

_NAME, _MAIL_NAME = "textdump", "mbox"


class Dump(Struct, frozen=True):
    """The document whose soup holds all the text, and the draft of it; `name` is used in place of an adapter's."""

    document: Document
    draft: Draft
    name: str = _NAME


def read_dump(container: Container) -> Dump:
    """Read the article and the comments of a text; without comments all of it is the article."""
    if is_mailbox(container.html):
        soup, draft, address, language = read_mailbox(container.html)
        url = container.url or address
        name = EXPORT_ADAPTER if draft.is_export else _MAIL_NAME
        return Dump(Document(soup=soup, url=url, base=url, language=language), draft, name)
    decoded = decode(container.html, container.charset)
    lines = read_lines(decoded.utf8.decode(errors="replace"))
    items = find_items(lines.all)
    result = find_comments(lines, items)
    soup = BeautifulSoup("", "html.parser")
    if result:
        # The line that counts the comments, with the wrapped rest of it, may quote the title.
        last = result.start + lines.is_full(result.start)
        heading = " ".join(line.text for line in lines.all[result.start : last + 1])
        quoted = _QUOTED.search(heading[-_MAX_QUOTED_CHARS:]) if result.declared is not None else None
        title, below = _find_title(lines, result.start, quoted[1].strip() if quoted else None)
        first, author, when = _byline(lines, below, result.start)
        indices = range(first, _body_end(lines, first, result.start))
        article = _article(lines, _ArticleLines(title, indices, author, when), soup)
        comments = draft_comments(lines, items, result.records, soup)
    else:
        article = _article(lines, _whole_article(lines), soup)
        comments = []
    # The page's address is the one that the permalinks of most comments share.
    links = (comment.permalink or "" for comment in comments)
    pages = Counter(link.partition("#")[0] for link in links if "#" in link).most_common(1)
    url = container.url or (pages[0][0] if pages else None)
    document = Document(
        soup=soup,
        url=url,
        base=url,
        language=Dates(shown=(comment.when_text for comment in comments)).language,
        charset=decoded.charset,
        charset_reason=decoded.reason,
    )
    return Dump(document, Draft(article, comments, result.declared if result else None))


def _article(lines: Lines, article: _ArticleLines, soup: BeautifulSoup) -> ArticleDraft:
    body = Tag(name="article")
    soup.append(body)
    add_blocks(body, lines, article.indices)
    return ArticleDraft(
        title=article.title,
        body=(body,),
        authors=((article.author, None),) if article.author else (),
        when_text=article.when,
        is_settled=True,
    )
