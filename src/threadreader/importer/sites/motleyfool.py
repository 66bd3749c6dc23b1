"""The Motley Fool of 2010 to 2016."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="motleyfool",
    tells={"ul#commentsList .commentPost": 90, ".commentHead h6": 20},
    comment="#commentsList > li",
    key=Pattern("id", r"^(comment\d+)$"),
    author=".commentHead h6 strong, .commentHead strong",
    author_link=".commentHead a[href*=rofile]",
    when=".commentHead h6",
    when_words=r"On (.*\d.*?[AP]M)\b",
    body=".commentPost",
    nested=False,
    count=".articleMeta .comments, .comments a[href^='#comments']",
)
