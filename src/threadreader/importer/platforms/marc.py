"""MARC (marc.info): one mail a page, headers and all in plain text."""

from collections.abc import Mapping

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.document import Document
from threadreader.importer.draft import Draft
from threadreader.importer.html.region import read_metadata, split_regions
from threadreader.importer.platforms.mail_archives import only_mail

_TELLS: Mapping[str, int] = {
    "pre a[href^='?i=']": 40,
    "pre a[href^='?l='][href*='q=raw']": 60,
    "pre a[href^='?l='][href*='q=mbox']": 20,
}


class Marc:
    """Reads the headers, and the words between them and the links under these."""

    name = "marc"
    tells = _TELLS
    _article = ArticleRecipe(body="pre")

    def extract(self, document: Document) -> Draft:
        """The mail."""
        (whole,) = split_regions(document.soup, lambda _tag, _region: False)
        article = self._article.extract(whole, read_metadata(whole))
        (top,) = article.body
        return only_mail(article, top.contents if isinstance(top, Tag) else (), _ends)


def _ends(node: PageElement) -> bool:
    """True for the links under the text."""
    return isinstance(node, Tag) and node.name == "b"


ADAPTER = Marc()
