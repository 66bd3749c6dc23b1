"""Fields that the comments of an adapter lack, by what their elements have in common."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import mean

from threadreader.importer.choice.quality import name_likeness
from threadreader.importer.draft import CommentDraft
from threadreader.importer.generic import SurveyedPage
from threadreader.importer.generic.drafts import Lacking, complete
from threadreader.model.text import fold_space
from threadreader.model.thread import Kind, Status

_LACKING = 0.5
"""Names or times of a smaller share of the comments are those that an adapter found by chance."""

_CLEARLY = 0.3
"""So much more must what structure tells look like names, or times, to be taken in place of all."""


def fill(comments: Sequence[CommentDraft], page: Callable[[], SurveyedPage]) -> Sequence[CommentDraft]:
    """The comments with the column of names or times that most of them lack, as their structure tells it.

    Only a whole column is filled: where most comments have a name, one without any has none.
    """
    own = [comment for comment in comments if comment.kind is Kind.COMMENT and comment.status is Status.PRESENT]
    if not own or min(_naming(own), _timing(own)) >= _LACKING:
        return comments
    lacks = Lacking(author=_naming(own) < _LACKING, when=_timing(own) < _LACKING)
    wanted = {id(comment) for comment in own}
    surveyed = page()
    filled = complete(
        comments,
        [lacks if id(comment) in wanted else None for comment in comments],
        surveyed.found,
        surveyed.document.language,
    )
    better = [two for one, two in zip(comments, filled, strict=True) if id(one) in wanted]
    is_named, is_timed = (column(better) >= column(own) + _CLEARLY for column in (_naming, _timing))
    if not (is_named or is_timed):
        return comments
    return [
        two if is_named and is_timed else _timed(one, two) if is_timed else _timed(two, one)
        for one, two in zip(comments, filled, strict=True)
    ]


def _naming(comments: Sequence[CommentDraft]) -> float:
    """The likeness of the names of comments to names, 0 to 1."""
    return mean(name_likeness(fold_space(comment.author or "")) for comment in comments)


def _timing(comments: Sequence[CommentDraft]) -> float:
    """The share of comments with a time."""
    return mean(bool(comment.when or comment.when_text) for comment in comments)


def _timed(comment: CommentDraft, other: CommentDraft) -> CommentDraft:
    return replace(comment, when=other.when, when_text=other.when_text)
