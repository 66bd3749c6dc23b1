"""NodeBB."""

from msgspec.structs import replace

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.article.opening import with_opening
from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft, Draft
from threadreader.importer.html.selector import attribute
from threadreader.importer.platforms.recipe import Pattern, Recipe
from threadreader.lexicon import compile_lazily
from threadreader.model.thread import Status

_MAIN = compile_lazily(r'"mainPid":\s*"?(\w+)')


class NodeBB(Recipe, frozen=True, dict=True):
    """A topic. A post repeats the one that it answers, so a later page may have the opening post too."""

    def extract(self, document: Document) -> Draft:
        """The topic as the page has it."""
        draft = super().extract(document)
        opening = None if draft.opened else _repeated_opening(document)
        if opening is None:
            return draft
        return with_opening(replace(draft, comments=[opening, *draft.comments]), begins=True)


def _repeated_opening(document: Document) -> CommentDraft | None:
    """The opening post, where a post on the page answers it."""
    state = document.soup.select_one("#ajaxify-data")
    found = _MAIN.search("".join(map(str, state.contents))) if state is not None else None
    if found is None:
        return None
    copy = document.soup.select_one(f"[component='post/parent'][data-parent-pid='{found[1]}']")
    words = copy.select_one("[component='post/parent/content']") if copy is not None else None
    if copy is None or words is None:
        return None
    name, time = copy.select_one("a.fw-semibold"), copy.select_one("a.timeago")
    return CommentDraft(
        element=copy,
        body=(words,),
        key=found[1],
        author=name.get_text(" ", strip=True) if name is not None else None,
        author_url=attribute(name, "href") if name is not None else None,
        when=attribute(time, "datetime") or attribute(time, "title") if time is not None else None,
    )


ADAPTER = NodeBB(
    name="nodebb",
    tells={"[component=post]": 50, "[component='post/content']": 50, "[component='topic/title']": 20},
    comment="[component=post]",
    key=Pattern("data-pid"),
    parent=Pattern("data-parent-pid", inside="[component='post/parent']"),
    author="[component=post] @data-username, [itemprop=author] [itemprop=name] @content",
    author_link="a[data-username], [itemprop=author] a",
    when="[itemprop=datePublished] @content, [component=post] @data-timestamp, .timeago @title",
    permalink=".post-index, a.permalink",
    number="[component=post] @data-index",
    first=0,
    score="[component='post/vote-count']",
    body="[component='post/content']",
    statuses={Status.REMOVED: "[component=post].deleted"},
    leave_out="[component='post/parent'], [component='post/replies/container']",
    opening=True,
    article=ArticleRecipe(title="[component='topic/title'], [component='post/header'] h1, h1"),
)
