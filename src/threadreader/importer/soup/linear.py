"""A page read by libxml2, in time that grows with its length only, by rules that are simpler than those of browsers."""

from collections.abc import Mapping
from typing import Any, cast

from bs4.element import Comment, NavigableString
from lxml import etree

from threadreader.importer.soup.growth import UNREAD, Growth, is_hollow
from threadreader.importer.soup.listing import ListedSoup
from threadreader.importer.soup.shape import string_in


def parse_in_linear_time(html: str) -> ListedSoup:
    """The tree of a page; libxml2's own would end 2,000 levels down, so it only tells what it comes to."""
    told = _Told()
    parser = etree.HTMLParser(target=cast("Any", told), huge_tree=True, encoding="utf-8")
    parser.feed(html.encode("utf-8", "replace"))
    parser.close()
    return told.soup()


class _Told:
    """What the parser tells, made into a tree."""

    def __init__(self) -> None:
        self._growth = Growth()
        self._strings: list[type[NavigableString]] = [NavigableString]
        """The class of the strings in each of the tags that are open."""
        self._text: list[str] = []
        self._unread = 0
        """How many tags are open from the outermost one on that is not read."""

    def soup(self) -> ListedSoup:
        return self._growth.soup()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._unread or name in UNREAD:
            self._unread += 1
            return
        self._end_text()
        self._growth.open(name, dict(attributes))
        self._strings.append(string_in(name) or self._strings[-1])
        if is_hollow(name, attributes):
            self._end()
            self._unread = 1

    def end(self, _: str) -> None:
        if self._unread:
            self._unread -= 1
            return
        self._end_text()
        self._end()

    def data(self, text: str) -> None:
        if not self._unread:
            self._text.append(text)

    def comment(self, text: str) -> None:
        if not self._unread:
            self._end_text()
            self._growth.add(str.__new__(Comment, text))

    def close(self) -> None:
        self._end_text()

    def _end_text(self) -> None:
        if self._text:
            self._growth.add(str.__new__(self._strings[-1], "".join(self._text)))
            self._text = []

    def _end(self) -> None:
        self._growth.close()
        self._strings.pop()
