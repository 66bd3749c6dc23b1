"""phpBB 2, whose posts are rows of a table."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="phpbb2",
    tells={
        ".forumline": 40,
        "span.postbody": 30,
        ".maintitle": 20,
    },
    comment="tr",
    holding="span.name, b.postauthor",
    key=Pattern("name", r"^(?:p)?(\d+)$", "p", inside=".name a[name], td a[name]"),
    author=".name b, .name, .postauthor",
    author_link=".postdetails a[href*='mode=viewprofile']",
    when="td .postdetails, .postdate",
    when_words=r"^[^:]{2,20}:\s*(.*?\d{1,2}:\d{2}(?:\s?[ap]m)?)",
    body=".row1 table td[colspan='2'], .row2 table td[colspan='2'], .postbody",
    leave_out=".gensmall",
    nested=False,
    opening=True,
    article=ArticleRecipe(title=".maintitle, h1, h2"),
)
