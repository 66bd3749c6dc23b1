"""Any page: its article, by what articles usually look like, or where most of the text is."""

from collections import defaultdict
from dataclasses import replace

from bs4 import Tag

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, Draft
from threadreader.importer.head import read_head
from threadreader.importer.region import Region, divide

_TEXT = frozenset(("p", "pre", "blockquote", "li", "td", "dd"))


class Generic:
    """The last resort: recognises every page, and finds no comments."""

    name = "generic"
    _article = ArticleRecipe()

    def recognise(self, document: Document) -> int:
        """1, since a page is a page."""
        return 1 if document.soup else 0

    def extract(self, document: Document) -> Draft:
        """The article."""
        (outside,) = divide(document.soup, lambda _tag, _region: False)
        head = read_head(outside)
        article = self._article.extract(outside, head)
        if not article.body:
            article = _with_densest(article, outside)
        return Draft(article=article, site=head.site)


def _with_densest(article: ArticleDraft, outside: Region) -> ArticleDraft:
    """The same article with the element as its body that has most of the page's running text directly in it."""
    sizes: defaultdict[int, int] = defaultdict(int)
    parents: dict[int, Tag] = {}
    for place, tag in enumerate(outside.tags):
        parent = tag.parent
        if tag.name in _TEXT and parent is not None and not _holds_text(outside, place):
            sizes[id(parent)] += len(outside.words(tag, article.leave_out))
            parents[id(parent)] = parent
    if sizes:
        return replace(article, body=(parents[max(sizes, key=lambda key: sizes[key])],))
    body = next((tag for tag in outside.tags if tag.name == "body"), outside.element)
    return replace(article, body=(body,))


def _holds_text(outside: Region, place: int) -> bool:
    """Whether a tag holds another of the kind that holds text; the nearest one that follows tells."""
    return any(tag.name in _TEXT for tag in outside.tags[place + 1 : min(outside.ends[place], place + 20)])


ADAPTER = Generic()
