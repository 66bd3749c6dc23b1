"""Tumblr's notes under a post: those with words; most only say who liked it or passed it on."""

from threadreader.importer.adapter import Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="tumblr",
    tells={
        "ol.notes li.note": 50,
        "li.note.reblog": 20,
        "li.note.original_post": 20,
        "li.note[class*=tumblelog_]": 20,
    },
    comment="li.note",
    holding="blockquote, .answer_content",
    author=".action a",
    permalink="blockquote a",
    body="blockquote a, blockquote, .answer_content",
    nested=False,
    article=ArticleRecipe(
        title=".post .title, .post-title, .post h2, h1",
        leave_out="ol.notes, .notes, form, .tags, .meta, .post-meta, .post-footer",
    ),
)
