"""Chooses what reads a page: every adapter that recognises it tries, and the best result is kept.

Which adapters a page is for, and by what it tells.

What an adapter's result is worth: how much of each comment it found.
"""

import importlib
import math
import pkgutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from threadreader.importer import generic
from threadreader.importer.article import ArticleRecipe
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.metadata import read_metadata
from threadreader.importer.html.region import is_blank, split_regions, stripped_strings
from threadreader.importer.html.selector import Selectors
from threadreader.importer.html.tree import element_index
from threadreader.importer.parents import complete_parents
from threadreader.importer.platforms.recipe import Adapter
from threadreader.importer.platforms.recipe_file import parse_recipes
from threadreader.model.page import Note
from threadreader.model.thread import Status

_CERTAIN = 100
_LAST_RESORT = 1


@dataclass(frozen=True, slots=True)
class Recognised:
    """An adapter that a page is for: how surely, 1 to 100, and the selectors of its tells that are on the page.

    `surest` is the weight of the one of these that weighs most.
    """

    adapter: Adapter
    certainty: int
    tells: tuple[str, ...] = ()
    surest: int = 0


def recognise(document: Document, adapters: Iterable[Adapter]) -> list[Recognised]:
    """The adapters that have a tell on the page, and those without any tells. The page is walked once for all."""
    asked = list(adapters)
    tells = Selectors({tell: tell for tell in sorted({tell for adapter in asked for tell in adapter.tells})})
    found = tells.present_roles(element_index(document.soup))
    recognised = [_recognised(adapter, found) for adapter in asked]
    return [each for each in recognised if each.certainty > 0]


def _recognised(adapter: Adapter, found: set[str]) -> Recognised:
    if not adapter.tells:
        return Recognised(adapter, _LAST_RESORT)
    tells = {tell: weight for tell, weight in adapter.tells.items() if tell in found}
    return Recognised(adapter, min(sum(tells.values()), _CERTAIN), tuple(tells), max(tells.values(), default=0))


_BODY, _AUTHOR, _TIME, _KEY = 0.5, 0.25, 0.15, 0.1
"""What each part of a comment is worth; a whole comment is worth 1."""

_PARENT = 0.05
"""What it is worth in addition to have found whom a comment answers."""

_NEARLY = 0.98
_GUESSED, _UNSURE = 0.75, 0.95
"""What the result of an adapter counts for that knows no platform, and of one that is not sure of it."""

_EACH = 40
"""Comments that an adapter missed have as many letters on average, if not names and buttons are taken for them."""

_HINT, _SURE = 9, 50
"""An adapter that is no surer than a hint knows the markup of many platforms, or hardly this one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """The result of one adapter in figures. `worth` is how many whole comments it amounts to.

    `tells` are the selectors by which it recognised the page. `authors`, `times` and `replies` are the comments that
    have a name, words that say when, and a parent. `reasons` are why an adapter took what it found for comments, and
    `evidence` how many of the parents were found by what. `surest` is the weight of the tell that weighs most.
    With `has_none` it is known that the page has no comments, whatever looks like some. `problem` is why there is no
    result.
    """

    adapter: str
    certainty: int
    tells: tuple[str, ...] = ()
    comments: int = 0
    authors: int = 0
    times: int = 0
    replies: int = 0
    worth: float = 0.0
    problem: str | None = None
    reasons: tuple[str, ...] = ()
    evidence: tuple[tuple[str, int], ...] = ()
    surest: int = 0
    has_none: bool = False

    @property
    def rank(self) -> tuple[float, int, int, str]:
        """What candidates are chosen by, the greatest being the best; one that knows the page less must find more.

        A plug-in's own tells are surer than those of the program that it is one of, where both find the same comments.
        """
        worth = math.inf if self.has_none else round(self.worth * self._trust, 6)
        return worth, self.certainty, self.surest, self.adapter

    @property
    def _trust(self) -> float:
        if self.certainty <= _HINT:
            return _GUESSED
        return 1.0 if self.certainty >= _SURE else _UNSURE


def weigh(adapter: str, certainty: int, tells: tuple[str, ...], draft: Draft, surest: int = 0) -> Candidate:
    """What a draft is worth: the sum over its comments, less where they are more than the page itself says."""
    comments = draft.comments
    authors = sum([bool(comment.author) for comment in comments])
    times = sum([bool(comment.when or comment.when_text) for comment in comments])
    told = Counter([comment.parent_evidence for comment in comments])
    replies = len(comments) - told[None]
    keys = len({comment.key for comment in comments if comment.key is not None})
    worth = _BODY * sum(map(_has_body, comments)) + _AUTHOR * authors + _TIME * times + _KEY * keys + _PARENT * replies
    worth += draft.opened and bool(tells)
    declared, found = draft.declared_count, len(comments)
    if declared and found > declared:
        worth *= 0.8 + 0.2 * declared / found
    return Candidate(
        adapter,
        certainty,
        tells,
        comments=found,
        authors=authors,
        times=times,
        replies=replies,
        worth=worth,
        reasons=tuple(draft.reasons),
        evidence=tuple(sorted((by.value, number) for by, number in told.items() if by)),
        surest=surest,
        has_none=draft.has_none and certainty >= _SURE,
    )


def is_whole(candidate: Candidate, draft: Draft) -> bool:
    """Whether there are as many comments as the page says it has, and hardly a part of one is lacking."""
    return candidate.has_none or (
        candidate.certainty > _HINT
        and bool(candidate.comments)
        and (candidate.comments == draft.declared_count and candidate.worth >= _NEARLY * candidate.comments)
    )


def says_no_more(candidate: Candidate, draft: Draft, known: Candidate, known_draft: Draft) -> bool:
    """Whether a guess finds hardly more words than an adapter that knows the page and found its comments whole.

    It has taken them apart then: names and buttons of the same comments.
    """
    is_whole_of_known = known.comments > 1 and known.worth >= _UNSURE * known.comments
    if candidate.certainty > _HINT or known.certainty < _SURE or not is_whole_of_known:
        return False
    more = candidate.comments - known.comments
    return more > 0 and _letters(draft) - _letters(known_draft) < _EACH * more


def _letters(draft: Draft) -> int:
    """How long the words of the comments are, with those of the opening post."""
    bodies: list[CommentDraft | ArticleDraft] = [*draft.comments, *([draft.article] if draft.opened else [])]
    return sum(sum(map(len, stripped_strings(body.body, body.leave_out))) for body in bodies)


def _has_body(comment: CommentDraft) -> bool:
    return comment.has_content or comment.status is not Status.PRESENT or not all(map(is_blank, comment.body))


_RECIPES = Path(__file__).parents[2] / "recipes"

_NOBODY = "none"
"""What reads a page is called so where every adapter that would was left out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a page: the draft of the first of the candidates, which are those of every adapter asked."""

    draft: Draft
    candidates: tuple[Candidate, ...]

    @property
    def adapter(self) -> str:
        """The name of the adapter whose draft this is."""
        return self.candidates[0].adapter

    @property
    def notes(self) -> tuple[Note, ...]:
        """The adapters that failed."""
        failed = ((each.adapter, each.problem) for each in self.candidates if each.problem)
        return tuple(Note(f"adapter {name}", f"could not read this page ({problem})") for name, problem in failed)


def read(document: Document, adapters: Iterable[Adapter] | None = None, *, every: bool = False) -> Reading:
    """The best reading of a page; the order of the adapters does not matter.

    The surest are asked first; once one found all that the page says it has, only `every` asks the others. Where no
    adapter is left that reads the page, it is an article.
    """
    best: tuple[Candidate, Draft] | None = None
    candidates: list[Candidate] = []
    asked = recognise(document, find_adapters() if adapters is None else adapters)
    for recognised in sorted(asked, key=lambda each: (each.certainty, each.surest), reverse=True):
        if best and not every and is_whole(*best):
            break
        candidate, draft = _try(recognised, document)
        candidates.append(candidate)
        if draft is None or (best and (candidate.rank <= best[0].rank or says_no_more(candidate, draft, *best))):
            continue
        best = candidate, draft
    if best is None:
        best = Candidate(_NOBODY, 0), _article_alone(document)
    others = [each for each in candidates if each is not best[0]]
    others.sort(key=lambda each: (each.problem is None, each.rank), reverse=True)
    return Reading(best[1], (best[0], *others))


def _article_alone(document: Document) -> Draft:
    (whole,) = split_regions(document.soup, lambda _tag, _region: False)
    head = read_metadata(whole)
    return Draft(ArticleRecipe().extract(whole, head), site=head.site)


@cache
def find_adapters() -> Sequence[Adapter]:
    """Those in the recipes, the `ADAPTER` of every module of this package, and the generic one, by their names."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    recipes = (recipe for file in _RECIPES.glob("*.toml") for recipe in parse_recipes(file.read_bytes().decode()))
    coded = (vars(module)["ADAPTER"] for module in modules if "ADAPTER" in vars(module))
    found: Sequence[Adapter] = (generic.ADAPTER, *coded, *recipes)
    return tuple(sorted(found, key=lambda adapter: adapter.name))


def _try(recognised: Recognised, document: Document) -> tuple[Candidate, Draft | None]:
    name, certainty, tells = recognised.adapter.name, recognised.certainty, recognised.tells
    try:
        draft = recognised.adapter.extract(document)
    except (LookupError, AttributeError, TypeError, ValueError, ArithmeticError, RuntimeError) as problem:
        return Candidate(name, certainty, tells, problem=repr(problem)), None
    if recognised.adapter is not generic.ADAPTER:
        draft = replace(draft, comments=complete_parents(draft.comments, document.soup))
    return weigh(name, certainty, tells, draft, recognised.surest), draft
