"""Whether a group is comments: by the words of its tags, by its numbers, and by what other lists look like."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bs4 import Tag

from threadreader.importer.records.groups import Group
from threadreader.importer.records.heads import beginning, have_heads, is_stamped
from threadreader.importer.records.sample import HALF, MOST, Sample, share
from threadreader.importer.records.survey import Survey
from threadreader.importer.records.traps import Clue, find_traps
from threadreader.importer.records.vocabulary import ASIDE, SAYING
from threadreader.importer.selector import classes
from threadreader.importer.soup import PART

_ACCEPTED = 4.5
_FEW = 4
_LINKED, _PROSE = 0.35, 0.15
_SHORT, _LONG = 30, 80


@dataclass(frozen=True, slots=True)
class Judgement:
    """Points for and against a group, each with its reason."""

    points: float
    reasons: tuple[str, ...]
    is_called_comments: bool
    is_among_comments: bool
    is_called_posts: bool

    @property
    def is_accepted(self) -> bool:
        """Whether the records are comments or posts."""
        return self.points >= _ACCEPTED


def judge(found: Survey, group: Group) -> Judgement:
    """How surely the records are comments."""
    sample = Sample(found, group)
    clues = [
        clue
        for look in (_names, _neighbours, _signs, _signatures, _numbers, _words, find_traps)
        for clue in look(sample)
    ]
    return Judgement(
        sum(points for points, _ in clues),
        tuple(f"{reason} {points:+.1f}" for points, reason in clues),
        is_called_comments=sample.called_comments >= HALF,
        is_among_comments=sample.is_among_comments,
        is_called_posts=sample.called_posts >= HALF,
    )


def _names(sample: Sample) -> Iterator[Clue]:
    """What the records are called, and what they stand in."""
    if sample.is_called_comments:
        yield 3 * sample.called_comments, "called comments"
    elif sample.listed_comments >= MOST:
        yield sample.listed_comments, "listed as comments"
    elif sample.called_posts >= HALF:
        yield 1.5 * sample.called_posts, "called posts"
    if sample.is_among_comments:
        yield 1.5, "among comments"
    elif sample.is_announced:
        yield 1.5, "announced as comments"
    elif sample.is_among_posts:
        yield 0.5, "among posts"


def _neighbours(sample: Sample) -> Iterator[Clue]:
    """Whether the records are beside what the page is about."""
    if share(bool(ASIDE.search(words)) for words in sample.own) >= HALF:
        yield -4.5, "called something else"
    elif sample.is_aside:
        yield -1.5 if sample.is_called_comments else -3, "beside the page"


def _signs(sample: Sample) -> Iterator[Clue]:
    """Whether the records can be told apart, and answered."""
    found = sample.found
    if sample.is_numbered:
        yield 1.5, "numbered"
        if sample.is_named and sample.is_numbered_throughout:
            yield 0.5, "numbered throughout"
    if sample.count > 1 and all(_is_ruled(found.tags[start]) for start, _ in sample.spans):
        yield 1, "between rules"
    if sample.is_answerable:
        yield 1, "can be answered"
    if sample.is_nested:
        yield 1.5, "with answers inside"


def _signatures(sample: Sample) -> Iterator[Clue]:
    """Whether the records say who wrote them and when."""
    found = sample.found
    timed = share(found.has_time(*span) for span in sample.spans) >= MOST
    if timed:
        yield 1.5, "with times"
    if sample.is_named:
        yield 1, "with names"
        if timed:
            yield 0.5, "with both"
        return
    headed = have_heads(found, sample.spans)
    if timed and sample.whole >= MOST and headed:
        yield 1, "with what may be names"
        if not sample.is_numbered and is_stamped(found, sample.spans):
            yield 1.5, "with times of any minute"
    if share(bool(SAYING.search(beginning(sample.own_tags(span)))) for span in sample.spans) >= MOST:
        yield 1, "with words of saying"
    elif not headed and not sample.is_called and not sample.is_answerable:
        yield -1, "of nobody"


def _numbers(sample: Sample) -> Iterator[Clue]:
    """How many records there are: the fewer, the surer what they are called must be."""
    if sample.count > 1:
        yield 0.5, "several"
    if sample.count >= _FEW:
        yield 0.5, "many"
    elif sample.count == 1:
        if not (sample.is_called_comments and sample.is_among_comments and sample.is_numbered):
            yield -6, "only one"
        if sample.is_aside or any(tag.name == "textarea" for tag in sample.tags(sample.spans[0])):
            yield -6, "a form or a box"
    elif not sample.is_called_comments:
        if not sample.is_numbered:
            yield -2, "few"
        if not sample.is_among_comments and sample.called_posts < HALF:
            yield -1.5, "of no name"
        if len({sample.found.parents[start] for start, _ in sample.spans}) > 1:
            yield -3.5, "far apart"


def _words(sample: Sample) -> Iterator[Clue]:
    """Whether the records are prose."""
    found = sample.found
    sizes = [found.letters(*span) for span in sample.spans]
    linked = sum(found.linked(*span) for span in sample.spans) / (sum(sizes) or 1)
    if linked > _LINKED:
        yield -1.5 if linked < MOST else -3, "mostly links"
    if median(sizes) < _SHORT:
        yield -1.5, "short"
    elif median(sizes) > _LONG and (linked < _PROSE or _has_own_words(sample, sum(sizes))):
        yield 0.5, "prose"


def _has_own_words(sample: Sample, size: int) -> bool:
    """Whether most links in records that nothing else tells from each other are the names of those who wrote them."""
    return sample.is_named and not sample.is_numbered and sample.linked_words < _PROSE * size


def _is_ruled(tag: Tag) -> bool:
    return tag.name == "hr" or PART in classes(tag)
