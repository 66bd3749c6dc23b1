"""Nairaland, whose posts are two rows of a table each."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="nairaland",
    tells={
        "table[summary=posts]": 60,
        "td[id^=pb]": 30,
    },
    comment="tr",
    holding="a.user, a[name^=msg]",
    spread=True,
    key=Pattern("name", r"^msg(\d+)$", "msg", inside="a[name^=msg]"),
    author="a.user, td",
    author_words=r"(?:^(?=\w+$)|.*\bby\s)(\w+)(?:\s?\(\w\))?\s?(?::|$)",
    when="td > .s",
    permalink="td > a[href]",
    score="[id^=lpt]",
    body=".narrow",
    more="td > img, .attachmentimage",
    nested=False,
    opening=True,
)
