"""Reddit since 2023, whose pages are built of elements of its own."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="reddit",
    tells={"shreddit-comment": 90, "shreddit-post": 60, "shreddit-app": 40, "shreddit-comment-tree": 40},
    comment="shreddit-comment",
    key=Pattern("thingid"),
    parent=Pattern("parentid", r"^(t1_\w+)$"),
    author="shreddit-comment @author",
    when="shreddit-comment @created, faceplate-timeago @ts, time @datetime",
    permalink="a[slot=commentPermalink], a[href*='/comment/']",
    score="shreddit-comment @score",
    body="[slot=comment], [id$=-comment-rtjson-content]",
    statuses={
        Status.REMOVED: "shreddit-comment[is-comment-deleted=true], shreddit-comment[author*=deleted]",
    },
    count="shreddit-post @comment-count",
    by_op="[slot=op-badge], shreddit-comment[is-op]",
    article=ArticleRecipe(
        title="shreddit-post h1, [slot=title], h1",
        body="shreddit-post [slot=text-body]",
        author="shreddit-post .author-name, shreddit-post a[href*='/user/']",
        when="shreddit-post time, shreddit-post faceplate-timeago",
        may_be_title=True,
    ),
)
