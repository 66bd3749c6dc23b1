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
"""So much more must the names of another reading look like names to be taken in place of all."""


def fill(chosen: Sequence[CommentDraft], others: Iterable[Sequence[CommentDraft]]) -> list[CommentDraft]:
    """The comments of a reading with the names and times that they lack, where others have some for the same words.

    Words that several comments say tell nothing, nor does a reading with hardly any of the comments. A column of names
    is replaced as a whole where that of another reading is clearly better: one name alone may be unlike the others.
    """
    comments = [*chosen]
    likeness = mean([name_likeness(fold_space(each.author or "")) for each in comments]) if comments else 1.0
    if all(each.author and (each.when or each.when_text) for each in comments) and likeness > 1 - _CLEARLY:
        return comments
    words = [_words(comment) for comment in comments]
    for other in others:
        known = _by_words(other)
        beside = [known.get(said) for said in words]
        pairs = [(one, two) for one, two in zip(comments, beside, strict=True) if two is not None]
        if 2 * len(pairs) < len(comments):
            continue
        is_better = _likeness(two for _, two in pairs) >= _likeness(one for one, _ in pairs) + _CLEARLY
        comments = [
            _filled(one, two, is_better=is_better) if two is not None else one
            for one, two in zip(comments, beside, strict=True)
        ]
    return comments


def _words(comment: CommentDraft) -> str:
    return "".join("".join(stripped_strings(comment.body, comment.leave_out)).split())


def _by_words(comments: Sequence[CommentDraft]) -> Mapping[str, CommentDraft]:
    said = [(_words(comment), comment) for comment in comments]
    counts = Counter(words for words, _ in said)
    return {words: comment for words, comment in said if words and counts[words] == 1}


def _likeness(comments: Iterable[CommentDraft]) -> float:
    return mean(name_likeness(fold_space(each.author or "")) for each in comments)


def _filled(comment: CommentDraft, other: CommentDraft, *, is_better: bool) -> CommentDraft:
    if other.author and (is_better or not comment.author):
        comment = replace(comment, author=other.author, author_url=other.author_url)
    if not (comment.when or comment.when_text):
        comment = replace(comment, when=other.when, when_text=other.when_text)
    return comment
