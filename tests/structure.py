"""Pages of no platform, written by hand, and what structure alone finds in them."""

from collections.abc import Sequence

from bs4 import Tag

from threadreader.importer.choice import Choice
from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft, Draft
from threadreader.importer.generic import ADAPTER
from threadreader.importer.generic.page import SurveyedPage
from threadreader.importer.html.parser import parse_html
from threadreader.importer.platforms import Recognised

WORDS = (
    "The kettle has a whistle that can be taken off, and so we did.",
    "Ours leaks where the handle is fixed, which nobody can mend.",
    "Mine is enamel and has lasted longer than the stove below it.",
    "Buy copper and polish it once a year, the rest is vanity.",
    "Nobody needs a kettle who has a pan and a little patience.",
    "There is a museum for them two valleys over, closed on Mondays.",
)
NAMES = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay")

ARTICLE = (
    "<h1>On kettles</h1><div class='entry-content'>"
    + "<p>Kettles are a small matter of great weight.</p>" * 12
    + "</div>"
)


def index_of(html: str) -> SurveyedPage:
    """The index of a page."""
    return SurveyedPage(Document(parse_html(html)))


def comments_in(html: str, language: str | None = None, *, every: bool = False) -> Sequence[CommentDraft]:
    """The comments that structure alone finds; with `every` no group is left out to save time."""
    choice = Choice(Document(parse_html(html), language=language), every=every)
    for proposed in choice.proposals(Recognised(ADAPTER, 1)):
        choice.add(proposed)
    best, _ = choice.best()
    return best.comments


def draft_of(html: str, url: str | None = None) -> Draft:
    """A page as the fallback reads it."""
    return ADAPTER.extract(Document(parse_html(html), url=url, base=url))


def words_of(comment: CommentDraft) -> str:
    """The words of a comment without what is left out of them."""
    pieces: list[str] = []
    for top in comment.body:
        for text in top.strings if isinstance(top, Tag) else [top]:
            around = [each for each in text.parents if top in (each, *each.parents)]
            if text is top or not any(comment.leave_out(each) for each in around if comment.leave_out):
                pieces.append(f" {text} ")
    return " ".join("".join(pieces).split())


def told(comments: Sequence[CommentDraft]) -> list[tuple[str | None, str | None, str]]:
    """Who wrote each comment, when, and in what words."""
    return [(each.author, each.when_text or each.when, words_of(each)) for each in comments]


def parents_of(comments: Sequence[CommentDraft]) -> list[int | None]:
    """The place of each comment's parent."""
    places = {id(each.element): place for place, each in enumerate(comments)}
    return [None if each.parent_element is None else places[id(each.parent_element)] for each in comments]


def day(number: int) -> str:
    """A day as blogs write it, later for a greater number."""
    return f"March {number + 1}, 2019 at {number + 1}:15 pm"


def plain(number: int, *, tag: str = "div", inside: str = "", attributes: str = "") -> str:
    """One comment in the markup of no platform."""
    name, words = NAMES[number % len(NAMES)], WORDS[number % len(WORDS)]
    return (
        f"<{tag} class='comment' id='comment-{number + 1}' {attributes}>"
        f"<div class='head'><a class='author' href='https://example.org/{name}'>{name}</a> <i>{day(number)}</i></div>"
        f"<div class='text'><p>{words}</p></div><a href='#form'>Reply</a>{inside}</{tag}>"
    )


def page(*comments: str, around: str = "<section id='comments'>{}</section>", article: str = ARTICLE) -> str:
    """A page with an article and comments."""
    return f"<html><body>{article}{around.format(''.join(comments))}</body></html>"
