"""Scientific American of 2008 to 2012."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="sciam",
    tells={"ol#commentList .commentBody": 90, ".commentTools": 20, "span.datestamp": 10},
    comment="#commentList > li",
    key=Pattern("id", r"^(comment-\d+)$"),
    parent=Pattern("href", r"#(comment-\d+)$", inside=".in-reply-to a"),
    author="dt a, dt .author",
    when=".datestamp",
    permalink=".commentTools a[href^='#comment']",
    body=".commentBody",
    leave_out=".in-reply-to, .commentTools",
    nested=False,
)
