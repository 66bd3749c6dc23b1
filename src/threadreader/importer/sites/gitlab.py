"""GitLab's issues and merge requests; what was done to them stands between the comments."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="gitlab",
    tells={
        "#notes-list": 40,
        ".main-notes-list": 30,
        "li.note-comment": 30,
        "[id^=note_].note-wrapper": 20,
    },
    comment=".note-comment",
    key=Pattern("id", r"^(note_\d+)$"),
    author=".note-header-author-name, .author-name-link",
    author_link=".author-name-link, .note-header-info a",
    when="time @datetime",
    permalink=".note-timestamp",
    body=".note-text, .note-body",
    leave_out=".note-actions, .edited-text, .note-awards",
    nested=False,
    article=ArticleRecipe(
        title=".title-container .title, .detail-page-description .title, h1.title",
        body=".detail-page-description .description .md, .description .md, .work-item-description .md",
        author=".issue-details-meta .author, .detail-page-header .author, .author-link .author",
        when=".issue-details-meta time, .detail-page-header time",
    ),
)
