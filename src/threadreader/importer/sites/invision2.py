"""Invision Power Board 1 and 2, whose posts are tables."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="invision2",
    tells={".postcolor": 50, ".ipbtable": 40, ".normalname": 30, "#ipbwrapper": 40},
    comment="table.ipbtable, table.tableborder, .tablefill",
    key=Pattern("id", r"^post-(\d+)$", "entry", inside=".postcolor[id^=post-]"),
    author=".normalname, .unreg",
    author_link=".normalname a",
    when=".postdetails",
    when_words=r"(.*\d{1,2}:\d{2}.*)",
    number=".row2 .postdetails a, .subtitle a, .post2 a",
    body=".postcolor",
    leave_out=".signature, .edit",
    nested=False,
    opening=True,
)
