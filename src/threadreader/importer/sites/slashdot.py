"""Slashdot since 2007."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="slashdot",
    tells={"ul#commentlisting": 60, "[id^=comment_top_]": 60, ".commentTop": 30, ".commentBody": 20},
    comment="li[id^=tree_]",
    key=Pattern("id", r"^tree_(\d+)$", "comment-"),
    author=".commentTop .by a, .commentTop .by, .details .by a, .details .by",
    author_words=r"^(?:by\s+)?(.+?)(?:\s*\(\s*\d+\s*\))?$",
    author_link=".by a",
    when=".otherdetails",
    when_words=r"on\s+([^(]*\d[^(]*)",
    permalink=".otherdetails a, .title a[href*=cid]",
    score=".score",
    body="[id^=comment_body_], .commentBody",
    leave_out=".commentSub, .quote-toggle",
    count=".commentcnt, .comment-bubble a, .comment-bubble",
    article=ArticleRecipe(
        title=".story-title a, .story-title, h2.story span a, h1, h2",
        body="[id^=text-], .body .p, .body",
        author=".story-byline a, .details a",
        when=".story-byline time, time",
    ),
)
