"""Where the article's words are on a page that no adapter knows: chosen by their look, kept in the page's own tags."""

from collections.abc import Iterable
from dataclasses import replace

from bs4 import Tag

from threadreader.importer.article import is_chrome
from threadreader.importer.asides import is_aside
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, LeaveOut
from threadreader.importer.prose.choose import MOST_TAGS, choose_words
from threadreader.importer.prose.outline import Outline, fold, read_outline
from threadreader.importer.prose.trace import Traced, trace

_HALF = 0.5
_LITTLE = 400
"""Letters: what looks like an article is told from what does not by more text than this."""

_ENOUGH = 0.8
"""Words of an article that the page has this share of are on it."""


def with_prose(draft: Draft, root: Tag, told: str | None = None) -> Draft:
    """The same draft; its article's body found by its look where the adapter is not sure of it.

    `told` are the words of the article as the page gives them for machines: they lead to the body where it shows them.
    """
    article = draft.article
    if article.is_settled:
        return draft
    outline = read_outline(root, _leaving_out(draft.comments), None if told else MOST_TAGS)
    if outline is None:
        return draft
    found = _trace_told(outline, told) or trace(outline, choose_words(outline))
    if found is None or (article.body and found.size < max(_LITTLE, _HALF * _size(outline, article))):
        return draft
    chrome = article.leave_out

    def leave_out(tag: Tag) -> bool:
        return found.leave_out(tag) or (chrome is not None and chrome(tag))

    return replace(draft, article=replace(article, body=(found.top,), leave_out=leave_out))


def _trace_told(outline: Outline, told: str | None) -> Traced | None:
    size = len(fold(told or ""))
    found = trace(outline, (told or "").splitlines()) if size else None
    return found if found and found.size >= _ENOUGH * size else None


def _leaving_out(comments: Iterable[CommentDraft]) -> LeaveOut:
    """What is none of the article: the comments, and what every site has around its articles."""
    theirs = {id(comment.element) for comment in comments}
    theirs |= {id(node) for comment in comments for node in comment.body}
    chrome = is_chrome()
    return lambda tag: id(tag) in theirs or chrome(tag) or is_aside(tag)


def _size(outline: Outline, article: ArticleDraft) -> int:
    """How many letters there are in the body that the adapter found."""
    tops = [outline.places[id(node)] for node in article.body if id(node) in outline.places]
    return sum(
        len(line.key)
        for line in outline.lines
        if any(top <= outline.places[id(line.block)] < outline.ends[top] for top in tops)
    )
