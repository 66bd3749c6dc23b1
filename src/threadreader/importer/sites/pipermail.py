"""A mail in an archive by Pipermail."""

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.mail import MailPage

ADAPTER = MailPage(
    name="pipermail",
    tells={
        "link[rel=Index][href='thread.html']": 40,
        "link[rel=Index][href='index.html']": 20,
        "link[rel=made][href*=In-Reply-To]": 60,
    },
    begin="beginarticle",
    end="endarticle",
    article=ArticleRecipe(title="body > h1, h1", body="body > pre, pre", author="body > b, b", when="body > i, i"),
)
