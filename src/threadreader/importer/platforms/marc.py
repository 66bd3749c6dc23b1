"""MARC (marc.info): one mail a page, headers and all in plain text."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct, field
from msgspec.structs import replace

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.document import Document
from threadreader.importer.draft import Draft
from threadreader.importer.html.metadata import read_metadata
from threadreader.importer.html.region import split_regions
from threadreader.importer.platforms.mail_archives import mark_up, sender
from threadreader.lexicon import compile_lazily

_TELLS: Mapping[str, int] = {
    "pre a[href^='?i=']": 40,
    "pre a[href^='?l='][href*='q=raw']": 60,
    "pre a[href^='?l='][href*='q=mbox']": 20,
}
_HEADERS = compile_lazily(r"^(Subject|From|Date): +(.+)$", re.MULTILINE)
_HEADER = 100
"""The words above the text are made of fewer nodes."""


class Marc(Struct, frozen=True):
    """Reads the headers, and the words between them and the links under these."""

    name: str = "marc"
    tells: Mapping[str, int] = field(default_factory=lambda: _TELLS)
    article: ArticleRecipe = field(default_factory=lambda: ArticleRecipe(body="pre"))

    def extract(self, document: Document) -> Draft:
        """The mail."""
        (whole,) = split_regions(document.soup, lambda _tag, _region: False)
        article = self.article.extract(whole, read_metadata(whole))
        (top,) = article.body
        header, body = _part(top.contents if isinstance(top, Tag) else ())
        headers = {name: value.strip() for name, value in _HEADERS.findall(header)}
        author = sender(headers.get("From", ""))
        return Draft(
            replace(
                article,
                title=headers.get("Subject") or article.title,
                authors=[(author, None)] if author else (),
                when_text=headers.get("Date"),
                body=tuple(mark_up(body)),
                is_settled=True,
            ),
            has_none=True,
        )


def _part(nodes: Sequence[PageElement]) -> tuple[str, Sequence[PageElement]]:
    """The words above the first blank line, and what comes after that but for the links at the end."""
    header = ""
    for index, node in enumerate(nodes[:_HEADER]):
        words = node.get_text() if isinstance(node, Tag) else str(node)
        above, blank, below = words.partition("\n\n")
        if blank and isinstance(node, NavigableString):
            return header + above, [NavigableString(below), *_until_links(nodes[index + 1 :])]
        header += words
    return header, ()


def _until_links(nodes: Sequence[PageElement]) -> Iterator[PageElement]:
    for node in nodes:
        if isinstance(node, Tag) and node.name == "b":
            return
        yield node


ADAPTER = Marc()
