"""Score of the chosen reading of a page beside that of the runner-up, term by term, as text or JSON.

Pages by an adapter that no other competes with have no score.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from threadreader.model.text import clean_line

if TYPE_CHECKING:
    from threadreader.importer.choice import Candidate

# Characters of the wordings, and of the columns of figures: what 60 columns have room for.
_WORDING_CHARS, _FIGURE_CHARS = 40, 7
# Cells of what the groups of a reading are called; some pages have a dozen classes to a tag.
_MAX_GROUP_CELLS = 60
_NO_THREAD = "no thread"
_CHOSEN, _RUNNER_UP = "chosen", "runner-up"


def with_scores(candidates: "Sequence[Candidate]") -> "list[Candidate]":
    """The chosen reading and the next one with comments; empty where no score told what to choose."""
    chosen, *others = candidates
    if not chosen.terms:
        return []
    return [chosen, *[each for each in others if each.comments and each.terms][:1]]


def score_table(candidates: "Sequence[Candidate]") -> Iterator[str]:
    """Table of the terms that are not zero in the chosen reading or the runner-up, with the sums; empty without any.

    The last row is the score of the reading that the page has no thread, unless that is the chosen one.
    """
    from threadreader.importer.choice.quality import WORDINGS

    shown = with_scores(candidates)
    if not shown:
        return
    names = (_CHOSEN, _RUNNER_UP)[: len(shown)]
    for name, candidate in zip(names, shown, strict=True):
        yield f"{name:<{len(_RUNNER_UP)}}  {describe(candidate)}"
    yield _row("score", *names)
    added = [candidate.added for candidate in shown]
    for term, wording in WORDINGS.items():
        cells = [_figure(each.get(term, 0.0)) for each in added]
        if any(cells):
            yield _row(f"  {wording}", *cells)
    yield _row("  sum", *(f"{candidate.score:.2f}" for candidate in shown))
    without = next((each for each in candidates if not each.comments and each.terms), None)
    if without and shown[0].comments:
        yield _row(f"  {_NO_THREAD}", f"{without.score:.2f}")


def terms_to_plain(candidate: "Candidate") -> dict[str, Any]:
    """The terms of a reading that are not zero as JSON data: the value of each, and what that adds to the score."""
    return {
        term: {"value": round(value, 3), "adds": round(candidate.added[term], 2)}
        for term, value in candidate.terms.items()
        if value
    }


def describe(candidate: "Candidate") -> str:
    """A reading in words that tell it from the others of its adapter."""
    from threadreader.render.width import fit

    if not candidate.comments:
        return f"{candidate.adapter}, {_NO_THREAD}"
    count = "1 comment" if candidate.comments == 1 else f"{candidate.comments:,} comments"
    groups = clean_line(" and ".join(candidate.groups))
    return f"{candidate.adapter}, {count}" + (f" in {fit(groups, _MAX_GROUP_CELLS)}" if groups else "")


def _row(label: str, *cells: str) -> str:
    widths = (max(len(_CHOSEN), _FIGURE_CHARS), max(len(_RUNNER_UP), _FIGURE_CHARS))
    figures = (cell.rjust(width) for cell, width in zip(cells, widths, strict=False))
    return "  ".join([label.ljust(_WORDING_CHARS), *figures]).rstrip()


def _figure(added: float) -> str:
    """The addition of a term to the score; empty where that is nothing to speak of."""
    return f"{added:+.2f}" if round(added, 2) else ""
