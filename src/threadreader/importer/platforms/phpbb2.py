"""phpBB 2, whose posts are rows of a table, with a signature under a line of underscores in the words themselves."""

from msgspec.structs import replace

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.cleanup import strip_signature
from threadreader.importer.document import Document
from threadreader.importer.draft import Draft
from threadreader.importer.platforms.recipe import Pattern, Recipe


class PhpBB2(Recipe, frozen=True, dict=True):
    """A topic; signatures are left out."""

    def extract(self, document: Document) -> Draft:
        """The topic as the page has it."""
        draft = super().extract(document)
        return replace(
            draft,
            article=replace(draft.article, body=strip_signature(draft.article.body)),
            comments=[replace(each, body=strip_signature(each.body)) for each in draft.comments],
        )


ADAPTER = PhpBB2(
    name="phpbb2",
    tells={
        ".forumline": 40,
        "span.postbody": 30,
        ".maintitle": 20,
    },
    comment="tr",
    holding="span.name, b.postauthor",
    key=Pattern("name", r"^(?:p)?(\d+)$", "p", inside=".name a[name], td a[name]"),
    author=".name b, .name, .postauthor",
    author_link=".postdetails a[href*='mode=viewprofile']",
    when="td .postdetails, .postdate",
    when_words=r"^[^:]{2,20}:\s*(.*?\d{1,2}:\d{2}(?:\s?[ap]m)?)",
    body=".row1 table td[colspan='2'], .row2 table td[colspan='2'], .postbody",
    leave_out=".gensmall",
    nested=False,
    opening=True,
    article=ArticleRecipe(title="a.maintitle, .maintitle, h1, h2"),
)
