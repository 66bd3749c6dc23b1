"""Gainsight inSided communities."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="insided",
    tells={".qa-topic-post-box": 50, ".qa-topic-post-content": 50, ".qa-topic-first-post": 20},
    comment=".qa-topic-post-box",
    key=Pattern("id", r"^post(\d+)$", "post"),
    author=".qa-username, .username",
    author_link="a.qa-username",
    when=".tooltip__content--publish-date, .post__date time @datetime, time @datetime",
    permalink="a.post__date",
    body=".qa-topic-post-content, .post__content",
    leave_out=".answer-field, .signature, .post__footer",
    nested=False,
    opening=True,
)
