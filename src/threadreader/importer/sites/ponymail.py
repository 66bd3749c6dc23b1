"""Pony Mail, the archives of Apache: a thread of mails."""

from threadreader.importer.adapter import Pattern
from threadreader.importer.article import ArticleRecipe
from threadreader.importer.mail_thread import MailThread

ADAPTER = MailThread(
    name="ponymail",
    tells={".email_inner_wrapper[id^=email_contents_]": 90, "pre.chatty_body": 30, ".listview_email_flat": 60},
    comment="div.email_wrapper, div.email_wrapper_nonest",
    key=Pattern("id", r"^email_(.+)"),
    author=".chatty_author_name b, .email_kv .email_value",
    author_words=r'^\s*"?([^<>"]+?)"?\s*(?:<.*)?$',
    when=".chatty_author_name, .email_kv .email_value",
    when_words=r"(?:^|.* - )((?:\w+, )?\w+ \d{1,2}, \d{4}.*|\d{4}-\d\d-\d\d.*)",
    permalink="a[href*='thread/']",
    body="pre.chatty_body, .email_inner_wrapper > pre",
    more=".email_inner_wrapper > .email_kv a[href*=attachment]",
    leave_out=".toolbar_chatty, .toolbar, .chatty_title_inline, button, .email_kv, .email_quote_parent > img",
    opening=True,
    article=ArticleRecipe(title=".chatty_title, .chatty_title_inline"),
)
