"""NodeBB."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="nodebb",
    tells={"[component=post]": 50, "[component='post/content']": 50, "[component='topic/title']": 20},
    comment="[component=post]",
    key=Pattern("data-pid"),
    parent=Pattern("data-parent-pid", inside="[component='post/parent']"),
    author="[component=post] @data-username, [itemprop=author] [itemprop=name] @content",
    author_link="a[data-username], [itemprop=author] a",
    when="[itemprop=datePublished] @content, [component=post] @data-timestamp, .timeago @title",
    permalink=".post-index, a.permalink",
    number="[component=post] @data-index",
    first=0,
    score="[component='post/vote-count']",
    body="[component='post/content']",
    statuses={Status.REMOVED: "[component=post].deleted"},
    leave_out="[component='post/parent'], [component='post/replies/container']",
    opening=True,
    article=ArticleRecipe(title="[component='topic/title'], [component='post/header'] h1, h1"),
)
