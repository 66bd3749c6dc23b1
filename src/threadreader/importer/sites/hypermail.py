"""A mail in an archive by Hypermail, as those of the W3C are."""

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.mail import MailPage

ADAPTER = MailPage(
    name="hypermail",
    tells={
        "meta[name=generator][content^=hypermail]": 90,
        "meta[name=Generator][content^=hypermail]": 90,
        "meta[name=GENERATOR][content^=hypermail]": 90,
        "address.headers > #from": 60,
        ".mail > #body": 60,
        "#start.mail": 60,
        "main.mail > ul.headers": 60,
        "a[href='subject.html']": 20,
        "a[href='attachment.html']": 20,
        "a[href^='thread.html#msg']": 40,
        "a[href^='date.html#msg']": 20,
    },
    begin='body="start"',
    end='body="end"',
    subject="subject",
    sender="name",
    sent="sent",
    article=ArticleRecipe(
        title="h1",
        body="#body, .mail, pre",
        author="#from, .headers .from",
        when="#date, .headers .date",
        leave_out=".headers, #received, .received, .head, .foot, map, #navbar, #navbarfoot, .links",
    ),
)
