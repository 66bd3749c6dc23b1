"""vBulletin 3, whose posts are tables."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="vbulletin3",
    tells={
        "meta[name=generator][content*='vBulletin 3']": 70,
        ".bigusername": 50,
        ".vbmenu_control": 30,
        "table.tborder[id^=post]": 30,
        "[id^=post_message_]": 20,
    },
    comment="table[id^=post]",
    key=Pattern("id", r"^post(\d+)$", "post"),
    author=".bigusername, [id^=postmenu_]",
    author_link="a.bigusername",
    when=".thead .normal, td.thead, .thead, .smallfont",
    when_words=r"^[\W_]*(?:#\d+\s+)?((?=.{0,60}$)(?:\w.*\d.*|\d.*)\d{1,2}[:.]\d{2}.*)$",
    permalink="[id^=postcount]",
    number="[id^=postcount]",
    body="[id^=post_message_]",
    more="fieldset.fieldset",
    leave_out="fieldset.fieldset legend",
    nested=False,
    opening=True,
    article=ArticleRecipe(title=".navbar strong, h1"),
)
