"""django-threadedcomments, and the comments of Django that it grew out of."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="threadedcomments",
    tells={"li > dl.comment": 90, "dl#comments > dt[id^=c]": 90, "[href*='/comments/cr/']": 30},
    comment="li[id^=c], dl#comments > dt",
    spread=True,
    key=Pattern("id", r"^(c\d+)$"),
    author="dt",
    author_words=r"(?s)^.*?\d.*?\s-\s(.+)$",
    when="dt",
    when_words=r"^(.*?\d.*?)\s-\s",
    body="dd",
)
