"""LiveJournal's own styles of 2003 to 2015, and those of Dreamwidth's first years."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="livejournal1",
    tells={"[id^=ljcmt]": 80, ".ljuser": 20, "link[href*='livejournal']": 20},
    comment="[id^=ljcmt]",
    key=Pattern("id", r"^ljcmt(\d+)$", "t"),
    depth=Pattern("style", r"(?:margin|padding)-left:\s*(\d+)px"),
    author=".comment-poster .ljuser b, .commenter-name .ljuser b, .ljuser b, .ljuser, .comment-poster",
    author_words=r"^(?:From:\s*)?(.+)$",
    author_link=".ljuser a[href$='/']",
    when=".comment-datetimelink, .datetimelink, .datetime, .comment-date, small span, .comment-datetime,abbr.datetime",
    when_words=r"^(?:Date:\s*)?(.*\d.*?)(?:\s*\(.*)?$",
    permalink=".comment-permalink, .comment-permalink a, .comment-datetimelink a, .commentpermalink a",
    body=".comment-body, .comment-text, .comment-content, .ljcmt_full > div",
    leave_out=".comment-links, .comment-menu, .comment-footer, .userpic, .comment-head",
    is_all=True,
    article=ArticleRecipe(
        title=".entry-title, .subject, .asset-name, h3", body=".entry-content, .entry-text, .asset-body, .entry_text"
    ),
)
