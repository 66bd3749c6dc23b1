"""The forums of Redmine."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="redmine",
    tells={
        "meta[name=description][content=Redmine]": 60,
        "body.controller-messages": 60,
        ".message.reply": 20,
        "link[href*=redmine]": 20,
        "#wrapper #top-menu": 10,
    },
    comment="div.message",
    key=Pattern("id", r"^(message-\d+)$"),
    author=".user, .author a, .author",
    author_link="a.user, .author a",
    when="a[href*=activity] @title, a[title] @title",
    permalink=".reply-header a[href*='#message'], h4 a[href*='#message']",
    body=".wiki",
    more=".attachments",
    leave_out=".wiki-anchor, .attachments .icon-del, .attachments .size, .attachments .author",
    number=".message.reply @id",
    first=0,
    nested=False,
    opening=True,
    article=ArticleRecipe(title="#content h2, h2"),
)
