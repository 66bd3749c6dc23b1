"""GitHub issues, pull requests and discussions, as they are now and as they were."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="github",
    tells={
        ".react-issue-comment": 60,
        "[data-testid=issue-viewer-issue-container]": 60,
        ".timeline-comment": 50,
        "meta[property='og:site_name'][content=GitHub]": 30,
        ".js-discussion": 20,
    },
    comment="[data-testid=issue-viewer-issue-container], .react-issue-comment, .timeline-comment, .review-comment",
    key=Pattern("id", r"^((?:issuecomment|discussioncomment|pullrequestreview|issue)-\d+|discussion_r\d+)", "", "[id]"),
    author="[data-testid=avatar-link], [data-testid=issue-body-header-author], a.author, .author",
    author_link="[data-testid=avatar-link], [data-testid=issue-body-header-author], a.author",
    when="relative-time @datetime, time @datetime",
    permalink="a[href*='#issuecomment'], a[href*='#discussion'], a.js-timestamp",
    by_op="[data-testid=comment-subject-author]",
    body=".markdown-body",
    leave_out="[role=toolbar], .zeroclipboard-container, clipboard-copy",
    indent=".discussion-nested-comment-group",
    nested=False,
    opening=True,
    article=ArticleRecipe(title="[data-testid=issue-title], .js-issue-title, h1 bdi, h1"),
)
