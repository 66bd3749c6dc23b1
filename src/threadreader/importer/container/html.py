"""Plain HTML files, with what the program that saved them put beside them."""

from collections.abc import Iterator

from threadreader.importer.container.addresses import is_absolute
from threadreader.importer.container.belongings import collect_parts
from threadreader.importer.container.container import Container, Part
from threadreader.importer.container.looks import media_type
from threadreader.importer.container.origin import origin_of
from threadreader.importer.container.source import Source, original_bytes, read_whole


def open_html(source: Source) -> Iterator[Container]:
    """The page as it is, with the address and time that a saver left in it."""
    html = read_whole(source)
    url, saved_at = origin_of(html)

    def fetch(address: str) -> Part | None:
        content = None if is_absolute(address) else source.beside(address)
        return None if content is None else Part(content, media_type(content))

    parts = collect_parts(html, "", fetch)
    file = None if parts else original_bytes(source, html)
    yield Container("html", html, url=url, saved_at=saved_at, parts=parts, file=file)
