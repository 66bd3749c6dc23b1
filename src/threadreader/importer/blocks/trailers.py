"""Behind and before the words of a comment, and none of them: signatures, and what every record has alike."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from threadreader.importer.blocks.inline import line_spans, with_lines
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.blocks import Blocks, Image, Paragraph, spans_text
from threadreader.model.blocks import text as body_text

_DASHES = frozenset(("--", "\u2013", "\u2014"))
# A signature has four lines by custom, and seldom many more.
_MAX_SIGNATURE_LINES, _MAX_SIGNATURE_CHARS = 8, 400
# Letters of a word by which a name is known again.
_MIN_WORD_CHARS = 3

# Share of the comments that have a line alike. Four of five have no greeting alike, and nearly all a program's button.
_COMMON_SHARE, _MIN_COMMON = 0.8, 4
# One writer may end all comments alike.
_MIN_AUTHORS = 3
# A line with a time of day, but for figures: so many writers do not end with one alike by chance, as programs do that
# say in any language when they saw a text edited (judgement).
_DATED, _MIN_DATED = "0:0", 3
# Lines at one end, as of a row of buttons, and characters of the longest.
_MAX_COMMON_LINES, _MAX_LINE_CHARS = 4, 150
_FIGURES = compile_lazily(r"\d+(?:[.,]\d+)*")
# In brackets it is in the text as its writer left it.
_EDITED = compile_lazily(rf"[\s*_-]*(?:{alternatives('edit_notice')})[\s*_.-]*", re.IGNORECASE)
# What joins words to the name before them, which nobody begins to write with.
_JOINT = compile_lazily(r"\s*(?:[,:]\s+|[\uff0c\uff1a]\s*)(?=\w)")


def strip_signature(blocks: Blocks, name: str) -> Blocks:
    """The blocks without the signature of their author: what stands under a line of two dashes and begins with a name.

    What does not begin with it stays, and so do words with nothing before the dashes.
    """
    texts = [span.text for block in blocks if isinstance(block, Paragraph) for span in block.spans]
    if not any(dashes in text for text in texts for dashes in _DASHES):
        return blocks
    rest: list[str] = []
    for index in range(len(blocks) - 1, max(-1, len(blocks) - 1 - _MAX_SIGNATURE_LINES), -1):
        block = blocks[index]
        if not isinstance(block, Paragraph):
            return blocks
        lines = line_spans(block.spans)
        for at in range(len(lines) - 1, -1, -1):
            text = spans_text(lines[at]).strip()
            if text in _DASHES:
                before = (*blocks[:index], *with_lines(block, lines[:at]))
                return before if before and rest and _shares_word(rest[-1], name) else blocks
            rest += [text] if text else []
        if len(rest) > _MAX_SIGNATURE_LINES or sum(map(len, rest)) > _MAX_SIGNATURE_CHARS:
            return blocks
    return blocks


def _shares_word(line: str, name: str) -> bool:
    words = {word for word in name.casefold().split() if len(word) >= _MIN_WORD_CHARS}
    return not words.isdisjoint(line.casefold().split()) or line.casefold() == name.casefold()


def common_lines(bodies: Sequence[tuple[str, Blocks]]) -> frozenset[str]:
    """Lines that most of some comments, of the authors with them, begin or end with, but for figures and the name.

    Comments of nothing but such a line have it for their words, and count among those without.
    """
    common: set[str] = set()
    least = max(_MIN_COMMON, _COMMON_SHARE * len(bodies))
    for _ in range(_MAX_COMMON_LINES):
        authors: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for name, blocks in bodies:
            rest = strip_lines(blocks, frozenset(common), name)
            ends = {_folded(line, name) for line in (_end_line(rest, 0), _end_line(rest, -1)) if line}
            for line in ends if _has_other_line(rest) else ():
                authors[line][name] += 1
        found = {
            line
            for line, names in authors.items()
            if line
            and names.total() >= (_MIN_DATED if _DATED in line else least)
            and len(names) >= min(_MIN_AUTHORS, names.total())
        }
        found = {line for line in found if _leaves_various(bodies, frozenset((*common, line)))}
        if not found:
            break
        common |= found
    return frozenset(common)


def _leaves_various(bodies: Sequence[tuple[str, Blocks]], common: frozenset[str]) -> bool:
    """True if comments differ without such lines; those that do not were written alike."""
    return len({body_text(strip_lines(blocks, common, name)) for name, blocks in bodies}) > 1


def strip_lines(blocks: Blocks, common: frozenset[str], name: str) -> Blocks:
    """The blocks without lines at their ends that are common, or say when a program saw the text edited.

    A picture before them that has the name of who wrote them is a portrait. A comma or colon before them stood behind a
    name.
    """
    if len(blocks) > 1 and name and isinstance(blocks[0], Image) and blocks[0].alt.strip() == name:
        blocks = blocks[1:]
    blocks = _without_joint(blocks)
    for at in (0, -1):
        for _ in range(_MAX_COMMON_LINES):
            line = _end_line(blocks, at)
            if not line or not (_folded(line, name) in common or _EDITED.fullmatch(line)):
                break
            rest = _without_end_line(blocks, at)
            if not rest:
                break
            blocks = rest
    return blocks


def _without_joint(blocks: Blocks) -> Blocks:
    block = blocks[0] if blocks else None
    joint = _JOINT.match(block.spans[0].text) if isinstance(block, Paragraph) and block.spans else None
    if joint is None or not isinstance(block, Paragraph):
        return blocks
    first, *others = block.spans
    return (replace(block, spans=(replace(first, text=first.text[joint.end() :]), *others)), *blocks[1:])


def _end_line(blocks: Blocks, at: Literal[0, -1]) -> str | None:
    """The first or the last line, where it is in a paragraph and not too long."""
    block = blocks[at] if blocks else None
    if not isinstance(block, Paragraph):
        return None
    line = spans_text(line_spans(block.spans)[at]).strip()
    return line if len(line) <= _MAX_LINE_CHARS else None


def _without_end_line(blocks: Blocks, at: Literal[0, -1]) -> Blocks:
    block = blocks[at]
    assert isinstance(block, Paragraph), "only these have such a line"
    lines = line_spans(block.spans)
    if at == 0:
        return (*with_lines(block, lines[1:]), *blocks[1:])
    return (*blocks[:-1], *with_lines(block, lines[:-1]))


def _has_other_line(blocks: Blocks) -> bool:
    first = blocks[0] if blocks else None
    return len(blocks) > 1 or (isinstance(first, Paragraph) and len(line_spans(first.spans)) > 1)


def _folded(line: str, name: str) -> str:
    return _FIGURES.sub("0", line.replace(name, "\N{BULLET}") if name else line).casefold()
