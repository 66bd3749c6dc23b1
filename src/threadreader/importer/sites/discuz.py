"""Discuz!, on which most of China's forums run."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="discuz",
    tells={
        "meta[name=generator][content^='Discuz!']": 60,
        "[id^=postmessage_]": 40,
        "[id^=authorposton]": 40,
        "#thread_subject": 20,
    },
    comment="div[id^=post_], table[id^=pid]",
    holding="table[id^=pid], td.pls, td.postauthor",
    key=Pattern("id", r"^(?:post_|pid)(\d+)$", "pid"),
    author=".pls .authi .xw1, .pls .authi a, .postauthor cite a, .authi .xw1, .authi a",
    when="[id^=authorposton] span @title, [id^=authorposton], .authorinfo em",
    when_words=r"(\d{4}-\d{1,2}-\d{1,2}.*)",
    permalink="[id^=postnum]",
    number="[id^=postnum] em",
    body="[id^=postmessage_], .t_f, .pcb",
    more=".pattl",
    leave_out=".pstatus, .sign, .psth, .attach_nopermission, .tip, .aimg_tip, .jammer,"
    ".quote font[size='2'], .blockcode em",
    nested=False,
    opening=True,
    article=ArticleRecipe(title="#thread_subject, h1 a, h1"),
)
