"""phpBB 3 in subsilver2, the style that looks like phpBB 2: each post is a table of several rows."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="subsilver",
    tells={
        "link[href*=subsilver]": 40,
        ".tablebg .postauthor": 40,
        "#wrapheader": 20,
    },
    comment="tr.row1, tr.row2",
    holding=".postauthor",
    spread=True,
    key=Pattern("name", r"^p(\d+)$", "p", inside="a[name]"),
    author=".postauthor",
    author_link=".icons a[href*='mode=viewprofile']",
    when="td.gensmall div[style*=right], td.gensmall div, td.gensmall",
    when_words=r"^[^:]{2,20}:\s*(.*?\d{1,2}:\d{2}(?:\s?[ap]m)?)",
    permalink="a[href*='#p']",
    body="div.postbody",
    nested=False,
    opening=True,
    article=ArticleRecipe(title="a.titles, #pageheader h2, h2"),
)
