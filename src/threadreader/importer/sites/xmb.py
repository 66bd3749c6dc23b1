"""XMB, whose posts are three rows of a table beside one cell for who wrote them."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="xmb",
    tells={
        "td.tablerow[rowspan]": 40,
        ".mediumtxt": 20,
        "a[href*='goto=search']": 20,
        "a[name^=pid]": 20,
    },
    comment="tr",
    holding="td.tablerow[rowspan]",
    spread=True,
    key=Pattern("name", r"^pid(\d+)$", "pid", inside="a[name^=pid]"),
    author="td[rowspan] font.mediumtxt, td[rowspan] .mediumtxt",
    author_link="td[rowspan] .mediumtxt a",
    when="a[href*='goto=search'], td.smalltxt",
    when_words=r"(\d.*)",
    permalink="a[href*='goto=search']",
    body="div.mediumtxt, td[style] .mediumtxt",
    nested=False,
    opening=True,
    article=ArticleRecipe(title=".subject strong"),
)
