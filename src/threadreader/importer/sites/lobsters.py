"""Lobsters, and the sites that run its program."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="lobsters",
    tells={"li.comments_subtree": 60, ".comment[data-shortid]": 60, ".comment_folder_button": 30},
    comment="li.comments_subtree",
    holding="li > .comment[data-shortid]",
    key=Pattern("id", r"^(c_\w+)$", inside=".comment"),
    author=".byline a[href*='/~'], .byline a[href*='/u/']",
    when=".byline time @datetime, .byline span[title] @title",
    permalink=".byline a[href*='#c_'], .byline a[href*='/c/']",
    score=".voters .score, .voters .upvoter",
    body=".comment_text",
    by_op=".user_is_author",
    statuses={Status.REMOVED: ".comment_text .na"},
    leave_out=".comment_text .na",
    count=".comments_label",
    is_all=True,
    article=ArticleRecipe(
        title=".story .u-url, .story .link a, h1",
        body=".story_text",
        author=".story .u-author, .story .byline a[href*='/~'], .story .byline a[href*='/u/']",
        when=".story .byline time, .story .byline span[title]",
        may_be_title=True,
    ),
)
