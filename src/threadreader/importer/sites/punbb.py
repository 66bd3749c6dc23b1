"""PunBB 1.3 and later."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="punbb",
    tells={".brd-page": 40, ".post-entry": 30, "#brd-wrap": 30, ".post-ident": 30},
    comment="div.post",
    holding=".posthead, .postbody",
    key=Pattern("id", r"^(p\d+)$", inside=".posthead[id^=p]"),
    author=".post-ident .username, .post-byline strong, .post-byline a, .author-ident .username, .post-author strong",
    author_link=".post-byline a, .author-ident .username a",
    when=".post-link a, .post-link, .post-posted",
    permalink=".post-link a.permalink, .post-link a",
    number=".post-num",
    body=".entry-content, .post-entry",
    leave_out=".sig-content, .sig-demo, .lastedit, .entry-title, .post-title",
    nested=False,
    opening=True,
)
