"""Simple Machines Forum 1, and YaBB, which it comes from: posts are tables in tables."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="smf1",
    tells={
        "td.windowbg": 30,
        "td.windowbg2": 20,
        "[id^=subject_]": 20,
        "a[href*='action=profile']": 30,
        ".bordercolor": 20,
    },
    comment="td.windowbg, td.windowbg2, td.windowbg3",
    key=Pattern("id", r"^subject_(\d+)$", "msg", inside="[id^=subject_]"),
    author="a[href*='action=profile'], td > b, b",
    author_link="a[href*='action=profile']",
    when="td .smalltext, .smalltext",
    when_words=r"\u00ab.*?:\s+([^\u00ab\u00bb]*\d[^\u00ab\u00bb]*)",
    permalink="[id^=subject_] a",
    number="td .smalltext b",
    first=0,
    body="div.post, .message",
    leave_out=".signature",
    nested=False,
    opening=True,
)
