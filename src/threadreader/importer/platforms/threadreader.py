"""Exports of `threadreader` as HTML, as Markdown or as a book: read as they are, since they were read once."""

import re
from collections.abc import Iterator, Mapping

from bs4 import Tag
from msgspec import Struct

from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.selector import attribute, classes
from threadreader.importer.html.tree import element_index
from threadreader.model.page import EXPORT_ADAPTER
from threadreader.model.thread import Kind, Status

_TELLS: Mapping[str, int] = {"meta[name=generator][content=threadreader]": 100}


class OwnExport:
    """Reads the articles of an export, of which each is a comment but the first."""

    name = EXPORT_ADAPTER
    tells = _TELLS

    def extract(self, document: Document) -> Draft:
        """The article and the comments, each below the one that it names."""
        index = element_index(document.soup)
        articles = [_Part.of(tag) for tag in index.named(("article",))]
        first = next((part for part in articles if "reply" not in classes(part.element)), None)
        sites = (tag for tag in index.named(("meta",)) if attribute(tag, "property") == "og:site_name")
        counts = index.indices_where(lambda signature: "count" in (signature.classes or ()))
        count = _number(index.elements[counts[0]].get_text()) if counts else None
        return Draft(
            article=_article(first) if first else ArticleDraft(is_settled=True),
            comments=[_comment(part) for part in articles if attribute(part.element, "data-id")],
            declared_count=count,
            site=next((attribute(tag, "content") for tag in sites), None),
            is_all=True,
            is_export=True,
        )


class _Part(Struct, frozen=True):
    """The article or a comment: its element, the tags of its header, and what holds its words."""

    element: Tag
    header: tuple[Tag, ...]
    body: tuple[Tag, ...]

    @classmethod
    def of(cls, element: Tag) -> "_Part":
        children = [child for child in element.contents if isinstance(child, Tag)]
        headers = (tag for child in children if child.name == "header" for tag in child.find_all(True))
        folds = [tag for child in children if child.name == "details" for tag in child.find_all("div", recursive=False)]
        body = tuple(tag for tag in (*children, *folds) if "text" in classes(tag))
        return cls(element, tuple(headers), body[:1])

    @property
    def authors(self) -> Iterator[tuple[str, str | None]]:
        """The names of the authors, with their addresses."""
        for tag in self.header:
            if "author" in classes(tag):
                link = tag.find("a")
                yield tag.get_text(), attribute(link, "href") if isinstance(link, Tag) else None

    @property
    def time(self) -> tuple[str | None, str | None]:
        """The time for machines, and the words of one that is not certain."""
        for tag in self.header:
            if tag.name == "time":
                return attribute(tag, "datetime"), None
            if "time" in classes(tag):
                return None, tag.get_text()
        return None, None

    def of_class(self, name: str) -> Tag | None:
        """The first tag of the header with a class."""
        return next((tag for tag in self.header if name in classes(tag)), None)


def _article(part: _Part) -> ArticleDraft:
    title = next((tag.get_text() for tag in part.header if tag.name == "h1"), None)
    about = part.of_class("discussed")
    return ArticleDraft(
        title,
        part.body,
        tuple(part.authors),
        part.time[0],
        link=attribute(about, "href") if about else None,
        leave_out=_is_added,
        is_settled=True,
    )


def _comment(part: _Part) -> CommentDraft:
    words = classes(part.element)
    author, url = next(part.authors, (None, None))
    when, when_text = part.time
    link = part.of_class("permalink")
    score = next((tag for tag in part.header if attribute(tag, "itemprop") == "upvoteCount"), None)
    return CommentDraft(
        element=part.element,
        body=part.body,
        key=attribute(part.element, "data-id"),
        parent_key=attribute(part.element, "data-parent"),
        author=author,
        author_url=url,
        when=when,
        when_text=when_text,
        permalink=attribute(link, "href") if link else None,
        by_op=part.of_class("op") is not None,
        kind=next((kind for kind in Kind if kind.value in words), Kind.COMMENT),
        status=next((status for status in Status if status.value in words), Status.PRESENT),
        score=_number(score.get_text()) if score else None,
        leave_out=_is_added,
    )


def _is_added(tag: Tag) -> bool:
    """True for what an export adds to the words of a body."""
    return not {"source", "quoted-by"}.isdisjoint(classes(tag))


def _number(text: str) -> int | None:
    found = re.search(r"-?\d{1,9}", text)
    return int(found[0]) if found else None


ADAPTERS = (OwnExport(),)
