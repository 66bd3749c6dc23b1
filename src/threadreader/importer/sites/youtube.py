"""YouTube since 2017, whose pages are built of elements of its own."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="youtube",
    tells={"ytd-comment-thread-renderer": 90, "ytd-comments": 40, "ytd-app": 30},
    comment="ytd-comment-renderer, ytd-comment-view-model",
    key=Pattern("href", r"[?&]lc=([\w.-]+)", inside="#published-time-text a, .published-time-text a"),
    parent=Pattern("href", r"[?&]lc=([\w-]+)\.[\w-]+", inside="#published-time-text a, .published-time-text a"),
    author="#author-text, #author-comment-badge #text, #author-comment-badge a",
    author_link="a#author-text, #author-comment-badge a",
    when="#published-time-text a, #published-time-text",
    permalink="#published-time-text a",
    score="#vote-count-middle",
    body="#content-text",
    by_op="ytd-author-comment-badge-renderer[creator]",
    nested=False,
    count="ytd-comments-header-renderer #count",
    article=ArticleRecipe(
        title="#title h1, h1.title, h1",
        body="#description-inline-expander, #description",
        author="#channel-name a",
        may_be_title=True,
    ),
)
