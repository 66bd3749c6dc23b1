"""Metadata of a page: its `<title>` and `<meta>` elements."""

from collections.abc import Mapping

from msgspec import Struct

from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import attribute


class Metadata(Struct, frozen=True):
    """`<title>`, and the content of each `<meta>` by its name."""

    title: str
    metas: Mapping[str, str]

    def meta(self, *names: str) -> str | None:
        """Content of the first of these names that the page gives."""
        return next((self.metas[name] for name in names if name in self.metas), None)

    @property
    def site(self) -> str | None:
        """Name of the site."""
        return self.meta("og:site_name", "application-name")


def read_metadata(outside: Region) -> Metadata:
    """Metadata of a page; `outside` is its region outside all comments."""
    title = ""
    metas: dict[str, str] = {}
    for element in outside.elements:
        if element.name == "title" and not title and element.parent is not None and element.parent.name != "svg":
            title = outside.text(element)
        elif element.name == "meta":
            content = (attribute(element, "content") or "").strip()
            name = attribute(element, "property") or attribute(element, "name") or attribute(element, "itemprop")
            if content and name:
                metas.setdefault(name, content)
    return Metadata(title, metas)
