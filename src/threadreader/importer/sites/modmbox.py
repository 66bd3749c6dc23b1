"""A mail in an archive by mod_mbox, as those of Apache were until 2021."""

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.mail import MailPage

ADAPTER = MailPage(
    name="modmbox",
    tells={"table#msgview tr.contents pre": 60, "table#msgview tr.from": 30},
    article=ArticleRecipe(
        title="tr.subject td.right",
        body="tr.contents pre",
        author="tr.from td.right",
        when="tr.date td.right",
    ),
)
