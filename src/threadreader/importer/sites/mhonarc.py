"""A mail in an archive by MHonArc, as those of The Mail Archive are."""

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.mail import MailPage

ADAPTER = MailPage(
    name="mhonarc",
    tells={
        "a[href^='threads.html#']": 40,
        "a[href^='maillist.html#']": 40,
        "a[href^='thrd'][href*='.html#']": 30,
        "a[href^='mail'][href*='.html#']": 30,
    },
    begin="X-Body-of-Message",
    end="X-Body-of-Message-End",
    subject="X-Subject",
    turned="X-From-R13",
    sent="X-Date",
    article=ArticleRecipe(title="h1", body="pre", author=".msgHead .sender", when=".msgHead .date"),
)
