"""What kind of file a saved page is, told by its first bytes, and the page in it."""

from collections.abc import Callable

from threadreader.errors import PageError
from threadreader.importer.container import compressed, html
from threadreader.importer.container.container import Container
from threadreader.importer.container.foreign import what_it_looks_like

__all__ = ["Container", "open_container"]

_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes, str], Container | bytes]], ...] = (
    (compressed.is_gzip, compressed.unpack_gzip),
    (html.is_html, html.open_html),
)
"""What recognises a kind of file, and what opens it: to the page, or to the bytes of a file inside."""

_DEEPEST = 3
"""A file in a file in a file; more is a trick."""


def open_container(data: bytes, name: str = "page") -> Container:
    """The page in the bytes of a file; `name` is what errors call it.

    Raises PageError where the bytes are no page, or a kind of archive that is not read.
    """
    for _ in range(_DEEPEST + 1):
        opened = _open(data, name)
        if isinstance(opened, Container):
            return opened
        data = opened
    raise PageError(name, "is packed too many times over", "unpack it first")


def _open(data: bytes, name: str) -> Container | bytes:
    if not data.strip(b" \t\r\n\f\x00"):
        raise PageError(name, "is empty", "save the page again")
    foreign = what_it_looks_like(data)
    if foreign:
        raise PageError(name, *foreign)
    for recognises, opens in _KINDS:
        if recognises(data):
            return opens(data, name)
    if b"\0" in data[:4096]:
        raise PageError(name, "is not a web page (it is binary)", "save the page from a browser as HTML")
    raise PageError(name, "is not a web page (there is no HTML in it)", "save the page from a browser as HTML")
