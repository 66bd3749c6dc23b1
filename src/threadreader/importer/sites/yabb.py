"""YaBB 2."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="yabb",
    tells={
        "a[href*='YaBB.pl']": 30,
        ".displaycontainer": 30,
        "a[href*='yabbforum.com']": 20,
        "td.windowbg2 .message": 20,
    },
    comment=".displaycontainer",
    holding="table.bordercolor",
    key=Pattern("name", r"^(\d+)$", "msg", inside="a[name]"),
    author="a[href*='action=viewprofile'], td > b",
    author_link="a[href*='action=viewprofile']",
    when=".small .small, .small",
    when_words=r"(?:^|#\d+\s*-\s*)([^#]*\d[^#]*)$",
    number=".small .small b",
    first=0,
    body=".message",
    nested=False,
    opening=True,
    article=ArticleRecipe(title=".titlebg a[href*='num='], h1"),
)
