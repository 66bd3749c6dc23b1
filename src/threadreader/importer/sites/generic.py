"""Any page: its article, by what articles usually look like, or where most of the text is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, Draft
from threadreader.importer.head import read_head
from threadreader.importer.region import Region, divide

_PARTS = frozenset(
    ("p", "b", "i", "em", "strong", "span", "font", "blockquote", "pre", "code", "ul", "ol", "li", "dl", "dd", "dt")
) | frozenset(("h2", "h3", "h4", "h5", "h6", "q", "u", "s", "small", "sub", "sup", "cite", "abbr", "center"))
_NO_TEXT = frozenset(("a", "script", "style", "title", "noscript", "template", "textarea", "option", "button", "nav"))
_MUCH_MORE = 4
"""An article has its text elsewhere than it usually stands where a block elsewhere has this many times as much."""


class Generic:
    """The last resort: has no tells, so it reads every page, and finds no comments."""

    name = "generic"
    tells: Mapping[str, int] = MappingProxyType({})
    _article = ArticleRecipe()

    def extract(self, document: Document) -> Draft:
        """The article."""
        (outside,) = divide(document.soup, lambda _tag, _region: False)
        head = read_head(outside)
        return Draft(article=_with_densest(self._article.extract(outside, head), outside), site=head.site)


def _with_densest(article: ArticleDraft, outside: Region) -> ArticleDraft:
    """The same article; its body the element with most of the page's running text, where that is much more."""
    found = sum(len(piece.strip()) for node in article.body for piece in outside.strings(node, article.leave_out))
    size, densest = _densest(outside)
    return replace(article, body=(densest,)) if size > _MUCH_MORE * found else article


def _densest(outside: Region) -> tuple[int, Tag]:
    """The element with the most text that is not in a block inside it, and how many characters that is."""
    sizes: defaultdict[int, int] = defaultdict(int)
    holders: dict[int, Tag] = {}
    holder = {id(outside.element): outside.element}
    for tag in outside.tags[1:]:
        above = holder.get(id(tag.parent), outside.element)
        here = holder[id(tag)] = above if tag.name in _PARTS else tag
        if tag.name not in _NO_TEXT:
            holders[id(here)] = here
            sizes[id(here)] += _direct_text(tag)
    body = next((tag for tag in outside.tags if tag.name == "body"), outside.element)
    largest = max(sizes, key=lambda key: sizes[key], default=id(body))
    return sizes[largest], holders.get(largest, body)


def _direct_text(tag: Tag) -> int:
    return sum(
        len(child.strip())
        for child in tag.contents
        if isinstance(child, NavigableString) and not isinstance(child, PreformattedString)
    )


ADAPTER = Generic()
