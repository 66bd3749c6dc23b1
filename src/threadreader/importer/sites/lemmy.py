"""Lemmy."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="lemmy",
    tells={"article.comment-node": 60, ".person-listing": 30, ".community-link": 10},
    comment="li.comment",
    key=Pattern("id", r"^(comment-\d+)$", inside="article.comment-node"),
    author=".comment-node .person-listing, .person-listing",
    author_link=".comment-node a.person-listing",
    when=".moment-time @data-tippy-content, [data-tippy-content] @data-tippy-content",
    permalink="a[href*='/comment/']",
    score=".comment-node .vote-bar .unselectable, .comment-node .unselectable",
    body=".comment-content .md-div, .comment-node .md-div",
    statuses={Status.REMOVED: ".comment-content > .fst-italic"},
    article=ArticleRecipe(
        title="h1.h4 span, .post-title h1, h1",
        body="#postContent, .post-listing .md-div",
        author=".post-listing .person-listing",
        when=".post-listing .moment-time",
        may_be_title=True,
    ),
)
