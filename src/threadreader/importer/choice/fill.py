"""Fields that the chosen reading lacks, from other readings of the same words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import mean

from threadreader.importer.choice.quality import name_likeness
from threadreader.importer.draft import CommentDraft
from threadreader.importer.html.region import stripped_strings
from threadreader.model.text import fold_space

_CLEARLY = 0.3
"""So much more must the names, or the times, of another reading look like some to be taken in place of all."""


def fill(chosen: Sequence[CommentDraft], others: Iterable[Sequence[CommentDraft]]) -> list[CommentDraft]:
    """The comments of a reading with the column of names or times that it lacks, from one that has the same words.

    Only a whole column is filled: where most comments have a name, one without any has none. Words that several
    comments have tell nothing, nor does a reading with hardly any of the comments.
    """
    comments = [*chosen]
    if not comments or min(_naming(comments), _timing(comments)) > 1 - _CLEARLY:
        return comments
    texts = [_text(comment) for comment in comments]
    for other in others:
        by_text = _by_text(other)
        found = [by_text.get(text) for text in texts]
        pairs = [(one, two) for one, two in zip(comments, found, strict=True) if two is not None]
        if 2 * len(pairs) < len(comments):
            continue
        kept, offered = [one for one, _ in pairs], [two for _, two in pairs]
        if _naming(offered) >= _naming(kept) + _CLEARLY:
            comments = [_named(*pair) for pair in zip(comments, found, strict=True)]
        if _timing(offered) >= _timing(kept) + _CLEARLY:
            comments = [_timed(*pair) for pair in zip(comments, found, strict=True)]
    return comments


def _text(comment: CommentDraft) -> str:
    return "".join("".join(stripped_strings(comment.body, comment.leave_out)).split())


def _by_text(comments: Sequence[CommentDraft]) -> Mapping[str, CommentDraft]:
    texts = [_text(comment) for comment in comments]
    counts = Counter(texts)
    return {text: comment for text, comment in zip(texts, comments, strict=True) if text and counts[text] == 1}


def _naming(comments: Sequence[CommentDraft]) -> float:
    """The likeness of the names of comments to names, 0 to 1."""
    return mean(name_likeness(fold_space(comment.author or "")) for comment in comments)


def _timing(comments: Sequence[CommentDraft]) -> float:
    """The share of comments with a time."""
    return mean(bool(comment.when or comment.when_text) for comment in comments)


def _named(comment: CommentDraft, other: CommentDraft | None) -> CommentDraft:
    if other is None or not other.author:
        return comment
    return replace(comment, author=other.author, author_url=other.author_url)


def _timed(comment: CommentDraft, other: CommentDraft | None) -> CommentDraft:
    return replace(comment, when=other.when, when_text=other.when_text) if other is not None else comment
