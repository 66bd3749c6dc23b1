"""A page read by libxml2, in time that grows with its length only, by rules that are simpler than those of browsers."""

from collections.abc import Mapping
from typing import Any, cast

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString
from lxml import etree

from threadreader.importer.soup.tags import UNREAD, Growth, is_hollow, string_in


def parse_in_linear_time(html: str) -> BeautifulSoup:
    """The tree of a page; libxml2's own would end 2,000 levels down, so it only tells what it comes to."""
    told = _Told()
    parser = etree.HTMLParser(target=cast("Any", told), huge_tree=True, encoding="utf-8")
    parser.feed(html.encode("utf-8", "replace"))
    parser.close()
    return told.soup


class _Told:
    """What the parser tells, made into a tree."""

    def __init__(self) -> None:
        self._growth = Growth()
        self._above: list[tuple[Tag, type[NavigableString]]] = [(self.soup, NavigableString)]
        self._text: list[str] = []
        self._unread = 0
        """How many tags are open from the outermost one on that is not read."""

    @property
    def soup(self) -> BeautifulSoup:
        return self._growth.soup

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._unread or name in UNREAD:
            self._unread += 1
            return
        self._end_text()
        parent, string = self._above[-1]
        tag = self._growth.tag(name, dict(attributes))
        self._growth.add(parent, tag)
        if is_hollow(name, attributes):
            self._unread = 1
        else:
            self._above.append((tag, string_in(name) or string))

    def end(self, _: str) -> None:
        if self._unread:
            self._unread -= 1
            return
        self._end_text()
        self._above.pop()

    def data(self, text: str) -> None:
        if not self._unread:
            self._text.append(text)

    def comment(self, text: str) -> None:
        if not self._unread:
            self._end_text()
            self._growth.add(self._above[-1][0], str.__new__(Comment, text))

    def close(self) -> None:
        self._end_text()

    def _end_text(self) -> None:
        if self._text:
            parent, string = self._above[-1]
            self._growth.add(parent, str.__new__(string, "".join(self._text)))
            self._text = []
