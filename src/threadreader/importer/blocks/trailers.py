"""Behind and before the words of a comment, and none of them: signatures, and what every record has alike."""

from collections.abc import Sequence
from dataclasses import replace

from threadreader.importer.blocks.inline import line_spans, unite_lines
from threadreader.model.blocks import Block, Blocks, Paragraph, Spans, spans_text

_DASHES = frozenset(("--", "\u2013", "\u2014"))
# A signature has four lines by custom, and seldom many more.
_MAX_SIGNATURE_LINES, _MAX_SIGNATURE_CHARS = 8, 400
# Letters of a word by which a name is known again.
_MIN_WORD_CHARS = 3


def strip_signature(blocks: Blocks, name: str) -> Blocks:
    """The blocks without the signature of their author: what stands under a line of two dashes and begins with a name.

    What does not begin with it stays, and so do words with nothing before the dashes.
    """
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


def with_lines(block: Paragraph, lines: Sequence[Spans]) -> tuple[Block, ...]:
    """The paragraph with other lines, nothing where these have no words."""
    spans = unite_lines(lines)
    return (replace(block, spans=spans),) if spans else ()


def _shares_word(line: str, name: str) -> bool:
    words = {word for word in name.casefold().split() if len(word) >= _MIN_WORD_CHARS}
    return not words.isdisjoint(line.casefold().split()) or line.casefold() == name.casefold()
