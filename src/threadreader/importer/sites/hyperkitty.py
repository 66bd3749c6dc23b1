"""HyperKitty, the archives of Mailman 3: a thread, or one mail."""

from threadreader.importer.adapter import Pattern
from threadreader.importer.article import ArticleRecipe
from threadreader.importer.mail_thread import MailThread

ADAPTER = MailThread(
    name="hyperkitty",
    tells={
        ".email > .email-header .email-author .name": 60,
        ".email > .email-body": 30,
        "#thread-content": 10,
        ".thread .thread-email .expander": 60,
    },
    comment=".email-first, .replies > div",
    holding=".email-header",
    key=Pattern("id", inside=".email-header"),
    author=".email-author .name",
    author_link=".email-author .name a",
    when="time.email-date @datetime, .email-date .time span @title",
    when_words=r"(?::\s+)?(\S[^:]*\d.*)$",
    permalink=".messagelink a[href], a.messagelink",
    depth=Pattern("style", r"margin-left:\s*(\d+)", otherwise="0"),
    score=".likestatus .youlike",
    body=".email-body",
    more="div.attachments > ul",
    leave_out=".quoted-switch, .pgp, div.text-muted",
    opening=True,
    quoted="div.quoted-text",
    marked_up="p, blockquote, div.text-muted",
    article=ArticleRecipe(title=".thread-header h1, .message-header h1, .thread-header h3, h1"),
)
