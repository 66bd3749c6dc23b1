"""What a page says about itself outside its text."""

from collections.abc import Mapping
from dataclasses import dataclass

from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import attribute


@dataclass(frozen=True, slots=True)
class Head:
    """`<title>`, and the content of each `<meta>` by its name."""

    title: str
    metas: Mapping[str, str]

    def meta(self, *names: str) -> str | None:
        """The first of these that the page gives."""
        return next((self.metas[name] for name in names if name in self.metas), None)

    @property
    def site(self) -> str | None:
        """What the site calls itself."""
        return self.meta("og:site_name", "application-name")


def read_head(outside: Region) -> Head:
    """The head of a page; `outside` is the part of the page outside all comments."""
    title = ""
    metas: dict[str, str] = {}
    for tag in outside.tags:
        if tag.name == "title" and not title and tag.parent is not None and tag.parent.name != "svg":
            title = outside.words(tag)
        elif tag.name == "meta":
            content = (attribute(tag, "content") or "").strip()
            name = attribute(tag, "property") or attribute(tag, "name") or attribute(tag, "itemprop")
            if content and name:
                metas.setdefault(name, content)
    return Head(title, metas)
