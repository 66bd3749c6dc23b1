"""phpBB 3, and the styles made for it."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="phpbb",
    tells={
        "body#phpbb": 60,
        ".postprofile": 40,
        "a[href*='memberlist.php?mode=viewprofile']": 30,
        "#page-body": 20,
        "link[href*=prosilver]": 20,
    },
    comment="div.post",
    holding=".postbody, .inner, .postprofile",
    key=Pattern("id", r"^p(\d+)$", "p", inside=".st-anchor, a[id^=p]"),
    author=".author .username, .author .username-coloured, .author strong, .postprofile .username,"
    ".postprofile .username-coloured, .postprofile dt a, .postprofile dt strong, .postauthor",
    author_link=".author a.username, .author a.username-coloured, .author strong a, .postprofile a.username,"
    ".postprofile a.username-coloured",
    when=".author time @datetime, .author .timestamp, .author, .postdate",
    when_words=r"(?:.*\u00bb\s*|.*\u2022\s*)?(.*\d.*)",
    permalink=".author a[href*='#p'], h3 a[href*='#p'], .post-buttons a[href*='#p']",
    body=".postbody .content, .postbody, .content",
    more=".postbody .attachbox",
    leave_out=".signature, .notice, .attachbox > dt, .codebox dt, .codebox p",
    nested=False,
    opening=True,
    article=ArticleRecipe(title=".topic-title, #page-body h2, h2, h1, h3.first"),
)
