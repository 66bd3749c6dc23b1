"""A plain-text dump of a page, as lynx, w3m, links, a copy from a browser or an extractor make it, as a draft.

Comments are told by what repeats: heads that name somebody and say when, list items, indentation. Their words become
tags as those of a page are, so that all that follows is the same for both.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup

from threadreader.importer.charset import decode
from threadreader.importer.container import Container
from threadreader.importer.container.text import is_mailbox
from threadreader.importer.dates import Dates
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.textdump.drafts import draft_comments
from threadreader.importer.textdump.items import find_items
from threadreader.importer.textdump.lines import Lines, read_lines
from threadreader.importer.textdump.mailbox import read_mailbox
from threadreader.importer.textdump.paragraphs import Paragraphs
from threadreader.importer.textdump.records import find_records
from threadreader.importer.textdump.story import Story, find_story, whole_story

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
