"""A page read by libxml2, in time that grows with its length only, by rules that are simpler than those of browsers."""

from collections.abc import Mapping
from typing import Any, cast

from bs4.element import Comment
from lxml import etree

from threadreader.importer.soup.growth import UNREAD, Growth, is_hollow
from threadreader.importer.soup.listing import ListedSoup


def parse_in_linear_time(html: bytes) -> ListedSoup:
    """The tree of a page in UTF-8; libxml2's own would end 2,000 levels down, so it only tells what it comes to."""
    told = _Told()
    parser = etree.HTMLParser(target=cast("Any", told), huge_tree=True, encoding="utf-8")
    parser.feed(html)
    parser.close()
    return told.soup()


class _Told:
    """What the parser tells, made into a tree."""

    def __init__(self) -> None:
        self._growth = Growth()
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
        if is_hollow(name, attributes):
            self._growth.close()
            self._unread = 1

    def end(self, _: str) -> None:
        if self._unread:
            self._unread -= 1
            return
        self._end_text()
        self._growth.close()

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
            self._growth.write("".join(self._text))
            self._text = []
