"""Khoros communities, before that Lithium."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="khoros",
    tells={
        ".lia-message-body-content": 50,
        ".lia-message-view-wrapper": 30,
        ".lia-user-name-link": 20,
    },
    comment="[data-lia-message-uid]",
    holding="[data-lia-message-uid] > span[id], .MessageView, .lia-message-view, .lia-quilt",
    key=Pattern("data-lia-message-uid", r"^(\d+)$", "M"),
    depth=Pattern("class", r"lia-list-row-thread-depth-(\d+)|lia-thread-level-(\d+)"),
    author=".lia-user-name-link, .UserName a, .UserName",
    author_link=".lia-user-name-link, .UserName a",
    when=".lia-message-posted-on .local-friendly-date @title, .lia-message-posted-on, .lia-message-post-date",
    when_words=r"(\d.*)",
    permalink=".lia-message-position-in-thread a, a.lia-message-unread",
    score=".MessageKudosCount, .lia-component-kudos-widget-message-kudos-count",
    body=".lia-message-body-content, .lia-message-body",
    leave_out=".lia-message-signature, .lia-inline-ajax-feedback, .lia-button-group",
    nested=False,
    opening=True,
    article=ArticleRecipe(
        title=".lia-message-subject-banner, h1 .lia-link-navigation, .PageTitle .lia-link-navigation, h1"
    ),
)
