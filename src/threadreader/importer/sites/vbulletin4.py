"""vBulletin 4."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="vbulletin4",
    tells={
        "meta[name=generator][content*='vBulletin 4']": 70,
        "li.postcontainer": 50,
        "ol#posts": 20,
        ".postbit": 20,
        ".postbitlegacy": 20,
    },
    comment="li.postcontainer, li.postbit, li.postbitlegacy",
    key=Pattern("id", r"^post_?(\d+)$", "post"),
    author=".username_container .username, .username",
    author_link=".username_container a.username, a.username",
    when=".postdate .date, .postdate, .date",
    permalink="a.postcounter",
    number=".postcounter, .nodecontrols",
    body="[id^=post_message_] .postcontent, [id^=post_message_], .postcontent",
    more=".attachments .postcontent, .attachments",
    leave_out=".lastedited, .signature, .attachments legend",
    nested=False,
    opening=True,
    article=ArticleRecipe(title=".threadtitle, #pagetitle h1, h1, h2"),
)
