"""Chooses what reads a page: every adapter that recognises it tries, and the best result is kept."""

import importlib
import pkgutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from threadreader.importer.adapter import Adapter
from threadreader.importer.article import ArticleRecipe
from threadreader.importer.candidate import Candidate, is_whole, says_no_more, weigh
from threadreader.importer.document import Document
from threadreader.importer.draft import Draft
from threadreader.importer.head import read_head
from threadreader.importer.recipe_file import parse_recipes
from threadreader.importer.recognition import Recognised, recognise
from threadreader.importer.region import divide
from threadreader.model.page import Note

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
    (whole,) = divide(document.soup, lambda _tag, _region: False)
    head = read_head(whole)
    return Draft(ArticleRecipe().extract(whole, head), site=head.site)


@cache
def find_adapters() -> Sequence[Adapter]:
    """Those in the recipes of this package and the `ADAPTER` of every module beside this one, by their names."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    recipes = (recipe for file in _RECIPES.glob("*.toml") for recipe in parse_recipes(file.read_text(encoding="utf-8")))
    found: Sequence[Adapter] = (*(module.ADAPTER for module in modules), *recipes)
    return tuple(sorted(found, key=lambda adapter: adapter.name))


def _try(recognised: Recognised, document: Document) -> tuple[Candidate, Draft | None]:
    name, certainty, tells = recognised.adapter.name, recognised.certainty, recognised.tells
    try:
        draft = recognised.adapter.extract(document)
    except (LookupError, AttributeError, TypeError, ValueError, ArithmeticError, RuntimeError) as problem:
        return Candidate(name, certainty, tells, problem=repr(problem)), None
    return weigh(name, certainty, tells, draft, recognised.surest), draft
