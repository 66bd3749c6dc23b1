"""Which parts of a comment may quote something: quoted blocks, words between quotation marks, emphasised paragraphs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from threadreader.model.blocks import (
    Block,
    BlockPath,
    BlockQuote,
    ListBlock,
    Marks,
    Paragraph,
    Rule,
    Span,
    block_text,
    walk,
)
from threadreader.quotes.attribution import Names, read_credit, read_lead, read_speaker
from threadreader.quotes.quotation_marks import (
    Ranges,
    Run,
    code_ranges,
    find_runs,
    has_marks,
    is_code,
    is_string,
    without_code_marks,
)
from threadreader.quotes.words import fold_words, is_unspaced

MANY_WORDS = 5
"""A run between quotation marks of this many words may quote anything on the page."""

FEW_WORDS = 3
"""A run of at least this many may quote the article and the comments above it; a shorter one stays plain."""

SINGLE_WORDS = 8
"""A run between single quotation marks of this many words is no scare quote."""

_MARK = re.compile(r"[“”„‟\"«»‹›「」『』]")  # noqa: RUF001 - quotation marks
_LEFT_OVER = re.compile(r"\[/?quote[^\]]*\]", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_STOP = re.compile(r"[.!?;:,。、！？]")  # noqa: RUF001 - full stops of Chinese and Japanese
_ELLIPSIS = re.compile(r"[\s.…\[\]()*_-]+")
_MOSTLY = 0.75


class Piece(NamedTuple):
    """A block with text: its place, and the place and block of the innermost quotation that holds it."""

    path: BlockPath
    block: Block
    text: str
    quote_path: BlockPath = ()
    quote: BlockQuote | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may quote somebody: `text[start:end]` of the block at `path`.

    `sure` ones are quotations even where no source is found; `apart` ones have a block or paragraph to themselves.
    `near` ones are looked for in the article and the comments above only, `literal` ones with no word changed.
    `block` is the place of the quoted block that holds it.
    """

    path: BlockPath
    text: str
    start: int
    end: int
    sure: bool = False
    apart: bool = False
    near: bool = False
    literal: bool = False
    credit: str | None = None
    cite: str | None = None
    block: BlockPath = ()

    @property
    def words(self) -> str:
        """The words that may be quoted."""
        return self.text[self.start : self.end]

    @property
    def place(self) -> tuple[BlockPath, int, int]:
        """What candidates of one comment are in reading order by; a longer one before those inside it."""
        return self.path, self.start, -self.end

    def part(self, start: int, end: int) -> "Candidate":
        """The same with fewer words; offsets in the block's text."""
        return replace(self, start=start, end=end)


@dataclass(frozen=True, slots=True)
class Reading:
    """The pieces of one body, and the runs between quotation marks in each piece that no quoted block holds."""

    pieces: tuple[Piece, ...] = ()
    runs: Mapping[int, Sequence[Run]] = field(default_factory=dict)

    def is_quoted(self, index: int, start: int, end: int) -> bool:
        """Whether all the characters from `start` to `end` of a piece are themselves quoted there."""
        if self.pieces[index].quote is not None:
            return True
        return any(run.start <= start and end <= run.end + 1 for run in self.runs.get(index, ()) if run.closed)


def read_body(body: Sequence[Block]) -> Reading:
    """The pieces and runs of a body."""
    pieces = tuple(_pieces(body))
    if not any(has_marks(piece.text) for piece in pieces):
        return Reading(pieces)
    texts = ["" if piece.quote else without_code_marks(piece.block, piece.text) for piece in pieces]
    runs: dict[int, list[Run]] = {}
    for run in find_runs(texts):
        runs.setdefault(run.index, []).append(run)
    return Reading(pieces, runs)


def find_candidates(reading: Reading, names: Names) -> list[Candidate]:
    """What may be a quotation in a comment; they may overlap."""
    pieces = reading.pieces
    found: list[Candidate] = []
    if any(piece.quote for piece in pieces):
        found += _quoted_blocks(pieces, names, sure=not all(piece.quote for piece in pieces))
    for index, runs in reading.runs.items():
        code = code_ranges(pieces[index].block)
        for run in runs:
            if candidate := _run(pieces, run, names, code):
                found.append(candidate)
    for piece in pieces:
        if candidate := _emphasised(piece):
            found.append(candidate)
    return sorted(found, key=lambda candidate: candidate.place) if found else found


def count_words(words: Sequence[str]) -> float:
    """How many words there are; a character of a script without spaces counts as half of one."""
    if "".join(words).isascii():
        return len(words)
    return sum(0.5 if is_unspaced(word) else 1 for word in words)


def _pieces(body: Sequence[Block]) -> Iterator[Piece]:
    quotes: dict[BlockPath, BlockQuote] = {}
    for path, block in walk(body):
        if isinstance(block, BlockQuote):
            quotes[path] = block
        elif not isinstance(block, ListBlock | Rule) and (text := block_text(block)).strip():
            around = _innermost(quotes, path) if quotes else ()
            yield Piece(path, block, text, around, quotes.get(around))


def _innermost(quotes: dict[BlockPath, BlockQuote], path: BlockPath) -> BlockPath:
    return next((path[:n] for n in range(len(path) - 1, 0, -1) if path[:n] in quotes), ())


def _quoted_blocks(pieces: Sequence[Piece], names: Names, *, sure: bool) -> Iterator[Candidate]:
    credit_of: dict[BlockPath, str] = {}
    for before, piece in pairwise((None, *pieces)):
        assert piece is not None, "only the first has nothing before it"
        if piece.quote is None:
            continue
        if before and before.quote is None and (credit := _credit_line(before.text)):
            credit_of[piece.quote_path] = credit
        start = 0
        if line := read_credit(piece.text):
            credit_of[piece.quote_path], start = line
        credit = piece.quote.attribution or credit_of.get(piece.quote_path)
        if speaker := read_speaker(piece.text[start:], names):
            credit, start = speaker[0], start + speaker[1]
        start, end = _strip(piece.text, start, len(piece.text))
        if start < end and not _ELLIPSIS.fullmatch(piece.text, start, end):
            source, block = piece.quote, piece.quote_path
            yield Candidate(
                piece.path, piece.text, start, end, sure, apart=True, credit=credit, cite=source.cite, block=block
            )


def _credit_line(text: str) -> str | None:
    """Whom a paragraph names that says nothing else."""
    line = read_credit(text)
    return line[0] if line and line[1] == len(text) else None


def _run(pieces: Sequence[Piece], run: Run, names: Names, code: Ranges) -> Candidate | None:
    piece = pieces[run.index]
    start, end = _strip(piece.text, run.start, run.end)
    words = piece.text[start:end]
    many = count_words(fold_words(words))
    fills = not _has_words(piece.text[: run.opener]) and not _has_words(piece.text[run.end :])
    if many < (SINGLE_WORDS if run.single else FEW_WORDS) or (not fills and _is_title(words)):
        return None
    if is_code(code, start, end) or is_string(piece.text, run.opener):
        return None
    lead = read_lead(piece.text[: run.opener])
    if fills and run.index and not lead:
        lead = _credit_line(pieces[run.index - 1].text)
    return Candidate(
        piece.path,
        piece.text,
        start,
        end,
        sure=fills and run.closed and len(pieces) > 1 and many >= MANY_WORDS,
        apart=fills,
        near=many < MANY_WORDS,
        literal=not run.closed,
        credit=run.credit or (lead if lead and names.find(fold_words(lead)) else None),
    )


def _emphasised(piece: Piece) -> Candidate | None:
    """A paragraph all of whose words are emphasised, as where people quote by italics."""
    if piece.quote or not isinstance(piece.block, Paragraph):
        return None
    if not all(_is_emphasised(span) or not span.text.strip() for span in piece.block.spans):
        return None
    start, end = _strip(piece.text, 0, len(piece.text))
    if start >= end or count_words(fold_words(piece.text[start:end])) < MANY_WORDS:
        return None
    return Candidate(piece.path, piece.text, start, end, apart=True, literal=True)


def _is_emphasised(span: Span) -> bool:
    return span.marks is not Marks.NONE and Marks.EMPHASIS in span.marks


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """The same range without white space and quotation marks at its ends; a mark with its partner inside stays."""
    start, end = strip_space(text, start, end)
    if start < end and (_MARK.match(text[start]) or _MARK.match(text[end - 1])):
        runs = find_runs([text[start:end]])
        opened = any(run.opener == 0 and run.end < end - start - 1 for run in runs if run.closed)
        closed = any(run.end == end - start - 1 and run.opener > 0 for run in runs if run.closed)
        first = start + (not opened and bool(_MARK.match(text[start])))
        last = end - (not closed and bool(_MARK.match(text[end - 1])))
        start, end = strip_space(text, first, last)
    return start, end


def strip_space(text: str, start: int, end: int) -> tuple[int, int]:
    """The same range without white space at its ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _has_words(text: str) -> bool:
    return bool(re.search(r"\w", _LEFT_OVER.sub("", text)))


def _is_title(words: str) -> bool:
    """Whether words are written as a title is, every longer one with a capital: the name of a thing, not its words."""
    if _STOP.search(words.rstrip(".!?")):
        return False
    long = _LONG_WORD.findall(words)
    return len(long) > 1 and sum(word[0].isupper() for word in long) >= _MOSTLY * len(long)
