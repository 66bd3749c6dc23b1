"""Chooses the reading of a page: adapters and repeated structure propose, what would be shown decides.

1. Adapters that recognise the page are asked, the surest first, and structure last. Each proposes a draft; structure
   proposes several groups of records, and that the page has no thread. A recipe that knows the platform is a strong
   hint, never a verdict.

2. What half the comments of an adapter have no name in is named by their structure (`Choice.named`), and comments whose
   addresses lead to another page are left out (`own_comments`).

3. Terms (`quality.measure`). Each proposal is measured by what it would show: sentences of the page that are in it and
   between its comments, names and times that look like such, words that repeat, how surely the platform is known. The
   score is the sum by fitted weights; the page's own number of comments, and a proposal with the opening post before
   the same comments, count beside the others.

4. Asking ends early (`Choice.needs`): where a reading has all that the page says it has, is surely a thread with
   nothing to doubt, or scores more than structure ever did. Groups that cannot win are not made into comments
   (`_may_win`).

5. The best is finished: its article, parents where an adapter has none (structure has found its own), the opening
   post as article or comment (`article.opening`), or, without a thread, the list of other pages that it is
   (`listing`). Doubts, each with a fixed code, are signs that are more frequent on pages read wrongly.

Invariants. With `every`, all adapters are asked, and the same reading wins. An adapter that fails is a candidate with
its problem, never an error. All scores are of comments as drafts, before `assemble` joins and cleans them, none of
how they were found, but for "points" and "accepted", which structure alone has.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property, partial

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.article.opening import decide_opening
from threadreader.importer.choice.listing import Listing, find_listing, own_comments
from threadreader.importer.choice.quality import (
    SURE_POINTS,
    SURELY,
    UNRIVALLED,
    WEIGHTS,
    agreement,
    highest,
    is_plain,
    measure,
    score,
)
from threadreader.importer.completeness import declared_count
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, Surroundings
from threadreader.importer.generic import Generic
from threadreader.importer.generic.detect import Proposal, find_surroundings
from threadreader.importer.generic.groups import Group
from threadreader.importer.generic.page import HALF_SHARE, SurveyedPage
from threadreader.importer.generic.roles import Lacking, complete
from threadreader.importer.generic.scoring import ACCEPTED, judge
from threadreader.importer.html.region import is_blank, read_metadata, split_regions
from threadreader.importer.html.selector import classes
from threadreader.importer.names import clean_names
from threadreader.importer.parents import complete_parents
from threadreader.importer.platforms import Recognised, find_adapters, recognise
from threadreader.importer.platforms.recipe import Adapter, Recipe
from threadreader.model.page import EXPORT_ADAPTER, PAGE, Note
from threadreader.model.thread import Kind, Status

_HINT, _SURE = 9, 50
"""An adapter that is no surer than a hint knows the markup of many platforms, or hardly this one."""

_HINTED = 0.7
"""The certainty with which such an adapter knows the platform; one that is not sure has SURELY, the others 1."""

_NOBODY = "none"
"""The adapter of a page is called so where every one that would read it was left out."""


_TIE = 0.01
"""Scores that differ by less are the same (`Candidate.rank`)."""


class Candidate(Struct, frozen=True):
    """A proposed reading in figures. `score` is what the readings of a page are chosen by, the sum of its `terms`.

    `tells` are the selectors by which its adapter recognised the page, `surest` the weight of the one that weighs most.
    `authors`, `times` and `replies` are the comments that have a name, words that say when, and a parent. `reasons` are
    why structure took what it found for comments, `groups` what the tags of these are called, and `evidence` how many
    of the parents were found by what. With `has_none` it is known that the page has no comments, whatever looks like
    some. `problem` is why there is no result.
    """

    adapter: str
    certainty: int
    tells: tuple[str, ...] = ()
    comments: int = 0
    authors: int = 0
    times: int = 0
    replies: int = 0
    score: float = 0.0
    terms: Mapping[str, float] = {}
    problem: str | None = None
    reasons: tuple[str, ...] = ()
    evidence: tuple[tuple[str, int], ...] = ()
    surest: int = 0
    has_none: bool = False
    groups: tuple[str, ...] = ()

    @property
    def added(self) -> Mapping[str, float]:
        """The addition of each of the terms to the score."""
        return {name: WEIGHTS[name] * value for name, value in self.terms.items()}

    @property
    def rank(self) -> tuple[bool, float, bool, int, int, str]:
        """The greatest is the best.

        A plug-in's own tells are surer than those of the program that it is one of, where both find the same comments.
        An adapter that is not sure of the platform, and finds none, knows no better what the article is.
        """
        knows = self.comments > 0 or not self.tells or self.certainty >= _SURE
        return self.has_none, round(self.score, 2), knows, self.certainty, self.surest, self.adapter


class Reading(Struct, frozen=True):
    """The reading of a page: the draft of the first of the candidates, which are all that were proposed.

    Of a page without comments also what it lists, where it is a list of other pages.
    """

    draft: Draft
    candidates: tuple[Candidate, ...]
    listing: Listing | None = None

    @property
    def adapter(self) -> str:
        """The name of the adapter whose draft this is."""
        return self.candidates[0].adapter

    @property
    def notes(self) -> tuple[Note, ...]:
        """The adapters that failed."""
        failed = ((each.adapter, each.problem) for each in self.candidates if each.problem)
        return tuple(Note(f"adapter {name}", f"failed on this page ({problem})") for name, problem in failed)


def describe(adapter: str, draft: Draft, certainty: int = 100) -> Candidate:
    """The candidate of a draft that no other competes with."""
    comments = draft.comments
    evidence_counts = Counter([comment.parent_evidence for comment in comments])
    return Candidate(
        adapter,
        certainty,
        comments=len(comments),
        authors=sum([bool(comment.author) for comment in comments]),
        times=sum([bool(comment.when or comment.when_text) for comment in comments]),
        replies=len(comments) - evidence_counts[None],
        reasons=tuple(draft.reasons),
        evidence=tuple(sorted((by.value, number) for by, number in evidence_counts.items() if by)),
    )


_NEARLY = 0.98
"""So many comments of a whole reading have a name, a time and words."""


def read(document: Document, adapters: Iterable[Adapter] | None = None, *, every: bool = False) -> Reading:
    """The best reading of a page; the order of the adapters does not matter.

    The surest are asked first; once one found all that the page says it has, or is not to be doubted, only `every` asks
    the others. Where no adapter is left that reads the page, it is an article.
    """
    asked = recognise(document, find_adapters() if adapters is None else adapters)
    asked.sort(key=lambda each: (each.certainty, each.surest), reverse=True)
    export = next((each.adapter for each in asked if each.adapter.name == EXPORT_ADAPTER), None)
    if export:
        draft = export.extract(document)
        return Reading(draft, (describe(export.name, draft),))
    choice = Choice(document, every=every)
    failed: list[Candidate] = []
    for recognised in asked:
        if not (every or choice.needs(recognised.adapter)):
            continue
        name, certainty, tells = recognised.adapter.name, recognised.certainty, recognised.tells
        try:
            for proposed in choice.proposals(recognised):
                choice.add(proposed)
                if choice.is_settled and not every:
                    break
        except (LookupError, AttributeError, TypeError, ValueError, ArithmeticError, RuntimeError) as problem:
            failed.append(Candidate(name, certainty, tells, problem=repr(problem)))
    if not choice.proposed:
        return Reading(_article_alone(document), (Candidate(_NOBODY, 0), *failed))
    best, candidates = choice.best()
    draft = best.finish()
    if isinstance(best.recognised.adapter, Generic):
        comments = own_comments(draft.comments, document)
    else:
        comments = complete_parents(choice.named(draft.comments), document.soup)
    draft = replace(draft, comments=comments)
    listing = None if comments or draft.article.is_settled else choice.listing()
    is_forum = any(
        isinstance(each.adapter, Recipe) and each.adapter.opening and each.certainty >= _SURE for each in asked
    )
    draft = decide_opening(draft, document, lambda: choice.surroundings(comments), is_forum=is_forum)
    return Reading(draft, (*candidates, *failed), listing)


class Proposed(Struct, frozen=True, eq=False):
    """A proposal: its comments, with the opening post where that is known, and how the rest of its draft is made."""

    recognised: Recognised
    comments: Sequence[CommentDraft]
    finish: Callable[[], Draft]
    draft: Draft | None = None
    points: float = 0.0
    is_accepted: bool = False
    groups: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @classmethod
    def by_adapter(cls, recognised: Recognised, draft: Draft, document: Document) -> "Proposed":
        draft = replace(draft, comments=own_comments(draft.comments, document))
        opening = _opening(draft) if draft.opened and draft.article.body else None
        comments = [opening, *draft.comments] if opening else draft.comments
        return cls(recognised, comments, lambda: draft, draft)

    @property
    def known(self) -> float:
        """The certainty with which the adapter knows the platform, 0 to 1."""
        certainty = self.recognised.certainty
        if not self.recognised.tells:
            return 0.0
        return _HINTED if certainty <= _HINT else 1.0 if certainty >= _SURE else SURELY

    @property
    def has_none(self) -> bool:
        """True if it is known that the page has no comments, whatever looks like some."""
        return self.draft is not None and self.draft.has_none and self.recognised.certainty >= _SURE

    @property
    def declared(self) -> int | None:
        """The page's own number of comments, as the adapter reads it."""
        return self.draft.declared_count if self.draft else None

    @property
    def agrees(self) -> bool:
        """True if nothing is said of how many comments there are, or so many were found."""
        return self.declared is None or self.declared in (len(self.comments), len(self.comments) - 1)

    @property
    def is_whole(self) -> bool:
        """True if there are as many comments as the page says it has, and hardly a part of one is lacking."""
        if self.draft is None or self.recognised.certainty <= _HINT:
            return False
        comments = self.draft.comments
        return self.has_none or (
            bool(comments)
            and len(comments) == self.draft.declared_count
            and sum(map(_is_whole, comments)) >= _NEARLY * len(comments)
        )


def _is_whole(comment: CommentDraft) -> bool:
    if not comment.author or not (comment.when or comment.when_text):
        return False
    return (
        comment.has_content
        or comment.status is not Status.PRESENT
        or any(not is_blank(node, comment.leave_out) for node in comment.body)
    )


def _opening(draft: Draft) -> CommentDraft | None:
    """The opening post as a comment, None where its words stand in no element of the page."""
    article = draft.article
    first = next((node for node in article.body if isinstance(node, Tag)), article.body[0].parent)
    if first is None:
        return None
    author, url = article.authors[0] if article.authors else (None, None)
    return CommentDraft(
        first,
        article.body,
        author=author,
        author_url=url,
        when=article.when,
        when_text=article.when_text,
        leave_out=article.leave_out,
    )


class Choice:
    """The proposals for a page, and what they are held against, made when first asked for."""

    def __init__(self, document: Document, *, every: bool = False) -> None:
        self._document = document
        self._every = every
        self._terms: list[dict[str, float]] = []
        self.proposed: list[Proposed] = []
        self.is_settled = False

    @cached_property
    def _page(self) -> SurveyedPage:
        return SurveyedPage(self._document)

    def proposals(self, recognised: Recognised) -> Iterator[Proposed]:
        """The proposals of an adapter: of the generic one several, no thread among them."""
        adapter = recognised.adapter
        if not isinstance(adapter, Generic):
            draft = clean_names(adapter.extract(self._document), self._document.language)
            # What an adapter names nobody of may be of another platform.
            if any(comment.author for comment in draft.comments):
                draft = replace(draft, comments=self.named(draft.comments))
            yield Proposed.by_adapter(recognised, draft, self._document)
            return
        page = self._page
        proposals = [*adapter.proposals(page)]
        counts = {len(proposal.spans) for proposal in proposals}
        is_first = True
        for proposal in proposals:
            is_accepted = is_first and proposal.points >= ACCEPTED
            may_win = self._every or self._may_win(proposal, counts, is_accepted=is_accepted)
            if may_win and not proposal.comments:
                continue
            is_first = False
            if not may_win:
                continue
            comments = own_comments(proposal.comments, self._document)
            finish = partial(adapter.finish, page, proposal)
            yield Proposed(
                recognised,
                comments,
                finish,
                points=proposal.points,
                is_accepted=is_accepted,
                groups=proposal.labels,
                reasons=proposal.reasons,
            )
        yield Proposed(recognised, (), partial(adapter.finish, page, None))

    def named(self, comments: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
        """Comments of an adapter; where half have no name, with what their elements have in common where names are."""
        lacking = [
            Lacking(author=not each.author) if each.kind is Kind.COMMENT and each.status is Status.PRESENT else None
            for each in comments
        ]
        nameless = sum(bool(each and each.author) for each in lacking)
        if nameless < max(1, HALF_SHARE * sum(map(bool, lacking))):
            return comments
        return complete(comments, lacking, self._page, self._document.language)

    def add(self, proposed: Proposed) -> None:
        """Take a proposal; settled is the choice where it is whole, or surely a thread and not to be doubted."""
        self.proposed.append(proposed)
        is_sure = proposed.known >= SURELY or (proposed.is_accepted and proposed.points >= SURE_POINTS)
        self.is_settled |= proposed.is_whole or (
            is_sure and bool(proposed.comments) and proposed.agrees and is_plain(self._measured(-1))
        )

    def needs(self, adapter: Adapter) -> bool:
        """True if an adapter may propose something better; structure, which takes longest, hardly ever does."""
        return not (self.is_settled or (isinstance(adapter, Generic) and self._is_unrivalled()))

    def _is_unrivalled(self) -> bool:
        known = (number for number, each in enumerate(self.proposed) if each.comments and each.known >= SURELY)
        return any(score(self._measured(number)) >= UNRIVALLED for number in known)

    def _may_win(self, proposal: Proposal, counts: Container[int], *, is_accepted: bool) -> bool:
        """False for a group of records that scores less than another reading, whatever its comments are.

        A guess scores less beside one that adds the opening post to it, as a proposal of one of these `counts` may do.
        """
        if not self.proposed:
            return True
        count = len(proposal.spans)
        may_agree = self._declared is not None and self._declared <= count
        most = highest(proposal.points, proposal.spans, self._page, is_accepted=is_accepted, may_agree=may_agree)
        for each, terms in self._compared():
            with_opening = len(each.comments) + 1
            may_lack_opening = each.known < SURELY and with_opening in counts
            least = score(terms) + may_lack_opening * WEIGHTS["opening left out"]
            if least - _TIE > most and not (may_lack_opening and with_opening == count):
                return False
        return True

    def surroundings(self, comments: Sequence[CommentDraft]) -> Surroundings | None:
        """Surroundings of comments that are a tag each in the page's order; None for others, as those of scripts."""
        page = self._page
        starts = [page.span(each.element)[0] for each in comments]
        spans = [(start, page.ends[start]) for start in sorted(set(starts))]
        if not spans or not spans[0][0] or spans[0][0] != starts[0]:
            return None
        return find_surroundings(page, spans, judge(page, Group("", tuple(spans), 0)))

    def listing(self) -> Listing | None:
        """The listing of the page, if it is a list of other pages."""
        return find_listing(self._page, self._document)

    def best(self) -> tuple[Proposed, list[Candidate]]:
        """The best of the proposals, and all of them as candidates, the best first."""
        if len(self.proposed) == 1:
            return self.proposed[0], [_candidate(self.proposed[0], {})]
        candidates = [(each, _candidate(each, terms)) for each, terms in self._compared()]
        candidates.sort(key=lambda each: each[1].rank, reverse=True)
        return candidates[0][0], [candidate for _, candidate in candidates]

    @property
    def _declared(self) -> int | None:
        """The page's own number of comments."""
        declared = next((each.declared for each in self.proposed if each.declared is not None), None)
        return self._counted if declared is None else declared

    @cached_property
    def _counted(self) -> int | None:
        return declared_count([self._page], None, self._document.url)

    def _compared(self) -> Iterator[tuple[Proposed, dict[str, float]]]:
        """The proposals with all of their terms."""
        for number, each in enumerate(self.proposed):
            terms = self._measured(number)
            yield each, terms | self._relative_terms(each, terms, each.declared or self._declared)

    def _relative_terms(self, proposed: Proposed, terms: Mapping[str, float], declared: int | None) -> dict[str, float]:
        """The terms of a proposal beside the page's own number of comments and the other proposals."""
        is_guess = proposed.known < SURELY
        lacks_opening = is_guess and any(self._adds_opening(other, proposed) for other in self.proposed)
        repeated = terms.get("repeated", 0.0)
        between = terms.get("prose between", 0.0)
        return {
            **agreement(len(proposed.comments), declared, repeated, between),
            "opening left out": float(lacks_opening),
        }

    def _adds_opening(self, proposed: Proposed, other: Proposed) -> bool:
        """True if a proposal by structure has all comments of another, and before them one more of a common class."""
        elements = [each.element for each in proposed.comments]
        if proposed.known or len(elements) != len(other.comments) + 1 or not other.comments:
            return False
        if set(classes(elements[0])).isdisjoint(classes(elements[1])):
            return False
        spans = [*map(self._page.span, elements)]
        others = [self._page.span(each.element) for each in other.comments]
        return spans[0][1] <= others[0][0] and all(
            start <= first < end or first <= start < until
            for (start, end), (first, until) in zip(spans[1:], others, strict=True)
        )

    def _measured(self, number: int) -> dict[str, float]:
        """The terms of a proposal, measured once."""
        for each in self.proposed[len(self._terms) :]:
            is_opened = bool(each.draft and each.draft.opened)
            self._terms.append(
                measure(
                    each.comments,
                    self._page,
                    known=each.known,
                    points=each.points,
                    is_accepted=each.is_accepted,
                    is_opened=is_opened,
                )
            )
        return self._terms[number]


def _candidate(proposed: Proposed, terms: Mapping[str, float]) -> Candidate:
    recognised = proposed.recognised
    draft = proposed.draft or Draft(ArticleDraft(), proposed.comments, reasons=proposed.reasons)
    described = describe(recognised.adapter.name, draft, recognised.certainty)
    return replace(
        described,
        tells=recognised.tells,
        surest=recognised.surest,
        score=score(terms),
        terms=terms,
        has_none=proposed.has_none,
        groups=proposed.groups,
    )


def _article_alone(document: Document) -> Draft:
    (whole,) = split_regions(document.soup, lambda _tag, _region: False)
    head = read_metadata(whole)
    return Draft(ArticleRecipe().extract(whole, head), site=head.site)


_HARDLY = 2.0
"""A thread that scores so little more than no thread may be none: by structure alone 18 of 62 pages that are read
wrongly have one, and 8 of 277 that are read whole."""

_CLOSE = 0.3
"""A reading with other comments that scores so little less may be the right one: 5 of those 62, 2 of 277."""

_MANY = 0.3
"""As large a share of comments without a word to speak of: 3 of those 62, 1 of 277."""

_FLAT = 5
"""As many replies hardly ever answer the article all."""

_STRUCTURE = "generic"


class Code(StrEnum):
    """Codes of doubts, the gravest first."""

    LIST = "list"
    NO_THREAD = "no-thread"
    OTHER_READING = "other-reading"
    MORE_THAN_DECLARED = "more-than-declared"
    FEW_WORDS = "few-words"
    NO_PARENTS = "no-parents"
    STRUCTURE_ALONE = "structure-alone"


_FOR_INSPECTION = frozenset((Code.NO_PARENTS, Code.STRUCTURE_ALONE))
"""Said of nearly as many pages that are read whole as of others: boards often show no tree."""


class Doubt(Struct, frozen=True):
    """A doubt in words that go on from "this page"."""

    code: Code
    message: str

    @property
    def is_noted(self) -> bool:
        """True where readers are told, and not only those who inspect a page."""
        return self.code not in _FOR_INSPECTION


def find_doubts(reading: Reading, draft: Draft) -> tuple[Doubt, ...]:
    """The doubts of a reading, the gravest first; `draft` is what was made of that one's, as it is shown."""
    if draft.comments:
        return tuple(Doubt(code, message) for code, message in _doubts(reading.candidates, draft))
    return (Doubt(Code.LIST, reading.listing.message),) if reading.listing else ()


def doubt_notes(doubts: Sequence[Doubt]) -> tuple[Note, ...]:
    """The note on the gravest doubt that readers are told; none where there is none."""
    return tuple(Note(PAGE, doubt.message) for doubt in doubts if doubt.is_noted)[:1]


def _count_lowest(draft: Draft) -> int:
    """The number of comments without replies to others: some pages count none of these."""
    return sum(each.parent_evidence is None for each in draft.comments)


def _doubts(candidates: Sequence[Candidate], draft: Draft) -> Iterator[tuple[Code, str]]:
    """The doubts with their codes. Whether these are comments, and how many, an adapter of their platform knows."""
    chosen, *others = candidates
    count = len(draft.comments)
    found = "1 comment" if count == 1 else f"{count:,} comments"
    is_guess = chosen.adapter == _STRUCTURE or 0 < chosen.terms.get("known platform", 0.0) < SURELY
    without = max((each.score for each in others if not each.comments and each.terms), default=None)
    if is_guess and chosen.comments and without is not None and chosen.score < without + _HARDLY:
        yield Code.NO_THREAD, "may not be a discussion: check the comments"
    other = next((each for each in others if each.comments and each.comments != chosen.comments), None)
    if is_guess and chosen.comments and other and other.score > chosen.score - _CLOSE:
        yield Code.OTHER_READING, f"may have {other.comments:,} comments instead of {count:,}"
    declared = draft.declared_count
    if is_guess and declared and _count_lowest(draft) > declared + draft.opened:
        yield Code.MORE_THAN_DECLARED, f"has {count:,} comments, but says {declared:,}"
    if chosen.terms.get("few words", 0.0) + chosen.terms.get("without words", 0.0) > _MANY:
        yield Code.FEW_WORDS, f"may be incomplete: {found} found, many with one word or none"
    if count >= _FLAT and not any(each.parent_evidence for each in draft.comments):
        yield Code.NO_PARENTS, "does not show who replies to whom"
    if chosen.adapter == _STRUCTURE:
        yield Code.STRUCTURE_ALONE, "fits no recipe: comments found by structure"
