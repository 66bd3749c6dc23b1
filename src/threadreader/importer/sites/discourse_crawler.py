"""Discourse, as it shows a topic to readers without script; saved pages carry it in `<noscript>`."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="discourse_crawler",
    tells={
        "meta[name=generator][content^=Discourse]": 50,
        ".crawler-post": 60,
        "body.crawler": 20,
    },
    comment=".crawler-post, .topic-body[itemprop=comment]",
    key=Pattern("id", r"^(post_\d+)$"),
    author=".creator [itemprop=name], .creator",
    author_link=".creator a",
    when="time[itemprop=datePublished] @datetime, [itemprop=datePublished] @content, time @datetime",
    number="[itemprop=position]",
    body=".post[itemprop=articleBody], .post[itemprop=text], .post",
    leave_out=".crawler-post-meta, .lightbox-wrapper .meta",
    nested=False,
    opening=True,
    article=ArticleRecipe(title="#topic-title h1, .crawler-topic-title, h1"),
)
