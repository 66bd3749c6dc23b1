"""A plain-text dump of a page, as lynx, w3m, links, a copy from a browser or an extractor make it, as a draft.

Comments are told by what repeats: heads that name somebody and say when, list items, indentation. Their words become
tags as those of a page are, so that all that follows is the same for both.

The article over the comments of a dump, or the whole of a text without any: its title, byline and words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup

from threadreader.importer.charset import decode
from threadreader.importer.container import Container
from threadreader.importer.container.text import is_mailbox
from threadreader.importer.dates import Dates
from threadreader.importer.dates.find import times_in
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.lexicon import ABOUT, COUNT
from threadreader.importer.plaintext.comments import find_records
from threadreader.importer.plaintext.drafts import draft_comments
from threadreader.importer.plaintext.heads import name_in
from threadreader.importer.plaintext.lines import Lines, find_items, read_lines
from threadreader.importer.plaintext.mbox import read_mailbox
from threadreader.importer.plaintext.paragraphs import Paragraphs

_QUOTED = re.compile(
    r"[\u201c\"\u00ab\u201e\u2018\u300c\u300a](.{3,300}?)(?:[\u201d\"\u00bb\u2019\u300d\u300b]?\W{0,12})$"
)
_HEAD = re.compile(r"Link: |#?\[?\d*\]?alternate\b")
"""What links and lynx write for what a page names in its head."""

_LONGEST_QUOTED = 320
"""Characters: a title between quotation marks with these, and what follows it, has no more."""

_LONG = 120
"""Characters: a paragraph with more is of an article; what has less before the first of these is over it."""

_LONGEST_TITLE = 200
_BYLINE = 100
_SEARCHED = 12
_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Story:
    """A title, who wrote it and when, and the lines with the words."""

    title: str | None
    places: Sequence[int]
    author: str | None = None
    when: str | None = None


def find_story(lines: Lines, end: int, heading: str) -> Story:
    """The article on the lines before one; `heading` is what counts the comments, empty where nothing does."""
    quoted = _QUOTED.search(heading[-_LONGEST_QUOTED:])
    title, below = _titled(lines, end, quoted[1].strip() if quoted else None)
    first, author, when = _byline(lines, below, end)
    return Story(title, range(first, _without_about(lines, first, end)), author, when)


def whole_story(lines: Lines) -> Story:
    """A text without comments as an article: its first line is the title where it is no paragraph."""
    filled = (place for place, line in enumerate(lines.all) if line.text and not _HEAD.match(line.text))
    first = next(filled, None)
    if first is None:
        return Story(None, ())
    line = lines.all[first]
    is_title = len(line.text) <= _LONG and not lines.is_full(first)
    if _begins_with_menu(lines, first):
        return Story(_titled(lines, len(lines.all), None)[0], range(first, len(lines.all)))
    return Story(line.text[:_LONG], range(first + is_title, len(lines.all)))


def _begins_with_menu(lines: Lines, first: int) -> bool:
    """Whether a list stands over the words, as that of a site's parts does."""
    over = next((each.start for each in _paragraphs(lines, len(lines.all)) if _size(lines, each) >= _LONG), first)
    return sum(line.column >= 0 for line in lines.all[first:over]) > _BETWEEN


def _titled(lines: Lines, end: int, quoted: str | None) -> tuple[str | None, int]:
    """The title, and the line below it."""
    if quoted:
        wanted = _folded(quoted)
        for place in range(end):
            if wanted and _folded(lines.all[place].text) == wanted:
                return quoted, place + 1
            two = _folded(lines.all[place].text + lines.all[place + 1].text) if place + 1 < end else ""
            if wanted and two == wanted:
                return quoted, place + 2
    prose = next((each for each in _paragraphs(lines, end) if _size(lines, each) >= _LONG), None)
    if prose is None:
        return (quoted, 0) if quoted else _over_byline(lines, end)
    over = [each for each in _paragraphs(lines, prose.start) if _may_be_title(lines, each)][-_SEARCHED:]
    if quoted or not over:
        return quoted, prose.start
    chosen = over[-1]
    return " ".join(lines.all[place].text for place in chosen), chosen.stop


def _over_byline(lines: Lines, end: int) -> tuple[str | None, int]:
    """The last line over the first that says when, or else the first line; for an article without words of its own."""
    filled = [place for place in range(end) if lines.all[place].text and not _HEAD.match(lines.all[place].text)]
    dated = next((count for count, place in enumerate(filled) if times_in(lines.all[place].text)), 0)
    if not filled:
        return None, 0
    place = filled[max(dated - 1, 0)]
    first = place - 1 if place and lines.is_full(place - 1) else place
    return " ".join(line.text for line in lines.all[first : place + 1]), place + 1


def _may_be_title(lines: Lines, paragraph: range) -> bool:
    text = " ".join(lines.all[place].text for place in paragraph[:_BETWEEN])
    if len(paragraph) >= _BETWEEN or len(text) > _LONGEST_TITLE or lines.all[paragraph.start].column >= 0:
        return False
    return not times_in(text) and not COUNT.search(text) and not ABOUT.fullmatch(text)


def _paragraphs(lines: Lines, end: int) -> Iterator[range]:
    start: int | None = None
    for place in range(end + 1):
        is_blank = place == end or not lines.all[place].text
        if is_blank and start is not None:
            yield range(start, place)
            start = None
        elif not is_blank and start is None:
            start = place


def _size(lines: Lines, paragraph: range) -> int:
    """The letters of the longest run of full lines."""
    best = size = 0
    for place in paragraph:
        size += len(lines.all[place].text)
        best = max(best, size)
        if not lines.is_full(place):
            size = 0
    return best


def _byline(lines: Lines, below: int, end: int) -> tuple[int, str | None, str | None]:
    """Where the words begin under a title, and who and when the line between says."""
    author = when = None
    first = below
    for place in range(below, min(end, below + _SEARCHED)):
        line = lines.all[place]
        times = times_in(line.text) if len(line.text) <= _BYLINE else []
        if times:
            before, after = line.text[: times[0].start()], line.text[times[0].end() :]
            author, when = name_in(after) or name_in(before), times[0][0].strip()
            first = place + 1
            break
        if len(line.text) > _BYLINE or lines.is_full(place):
            break
    return first, author, when


def _without_about(lines: Lines, first: int, end: int) -> int:
    """Where the words of the article end: before what says where it was published and what else there is."""
    starts = {place: paragraph.start for paragraph in _paragraphs(lines, end) for place in paragraph}
    last = end
    while last > first:
        text = lines.all[last - 1].text
        if text and not _is_about(text):
            start = max(starts[last - 1], first)
            if not _is_about(lines.all[start].text):
                break
            last = start
        else:
            last -= 1
    return last


def _is_about(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and bool(ABOUT.fullmatch(text) or COUNT.search(text))


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


__all__ = ["Dump", "read_dump"]

_NAME, _OF_MAILS = "textdump", "mbox"


@dataclass(frozen=True, slots=True)
class Dump:
    """The document whose soup holds all that was found, and the draft of it.

    `name` stands in the place of an adapter's name.
    """

    document: Document
    draft: Draft
    name: str = _NAME


def read_dump(container: Container) -> Dump:
    """The article and the comments of a text; without comments all of it is the article."""
    if is_mailbox(container.html):
        soup, draft = read_mailbox(container.html)
        return Dump(Document(soup=soup, url=container.url, base=container.url), draft, _OF_MAILS)
    decoded = decode(container.html, container.charset)
    lines = read_lines(decoded.utf8.decode(errors="replace"))
    items = find_items(lines.all)
    found = find_records(lines, items)
    soup = BeautifulSoup("", "html.parser")
    if found:
        heading = _heading(lines, found.start) if found.declared is not None else ""
        article = _article(lines, find_story(lines, found.start, heading), soup)
        comments = draft_comments(lines, items, found.records, soup)
    else:
        article = _article(lines, whole_story(lines), soup)
        comments = []
    url = container.url or _page(comments)
    document = Document(
        soup=soup,
        url=url,
        base=url,
        language=Dates(shown=(comment.when_text for comment in comments)).language,
        charset=decoded.charset,
        charset_reason=decoded.reason,
    )
    return Dump(document, Draft(article, comments, found.declared if found else None))


def _heading(lines: Lines, place: int) -> str:
    """The line that counts the comments, with what of it is wrapped."""
    last = place + 1 if lines.is_full(place) else place
    return " ".join(line.text for line in lines.all[place : last + 1])


def _article(lines: Lines, story: Story, soup: BeautifulSoup) -> ArticleDraft:
    body = soup.new_tag("article")
    soup.append(body)
    Paragraphs(lines, soup).fill(body, story.places)
    return ArticleDraft(
        title=story.title,
        body=(body,),
        authors=((story.author, None),) if story.author else (),
        when_text=story.when,
        is_settled=True,
    )


def _page(comments: Iterable[CommentDraft]) -> str | None:
    """The address that the permalinks of most comments share."""
    links = (comment.permalink or "" for comment in comments)
    pages = Counter(link.partition("#")[0] for link in links if "#" in link)
    return pages.most_common(1)[0][0] if pages else None
