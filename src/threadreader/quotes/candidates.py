"""Candidates for quotations: quoted blocks, runs between quotation marks, emphasised paragraphs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

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
from threadreader.quotes.attribution import Names, read_attribution, read_lead, read_speaker
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

MIN_WORDS_ANYWHERE = 5
"""Words of a run between quotation marks that is searched for on the whole page."""

MIN_WORDS_NEAR = 3
"""Words of a run that is searched for in the article and the ancestors; a shorter run is no candidate."""

MIN_WORDS_SINGLE_MARKS = 8
"""Words of a run between single quotation marks: a shorter one may be a scare quote."""

_MARK = re.compile(r"[“”„‟\"«»‹›「」『』]")  # noqa: RUF001 - quotation marks
_QUOTE_TAG = re.compile(r"\[/?quote[^\]]*\]", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_PUNCTUATION = re.compile(r"[.!?;:,。、！？]")  # noqa: RUF001 - full stops of Chinese and Japanese
_ELLIPSIS = re.compile(r"[\s.…\[\]()*_-]+")
_MIN_CAPITALISED_SHARE = 0.75  # of the long words; small ones such as "with" are not always capitals


class Piece(NamedTuple):
    """A block with text, its path, and the innermost quoted block that holds it with the path of that."""

    path: BlockPath
    block: Block
    text: str
    quote_path: BlockPath = ()
    quote: BlockQuote | None = None


class Candidate(Struct, frozen=True):
    """Text that may quote somebody: `block_text[start:end]` of the block at `path`.

    `sure` ones are quotations even where no source is found; `standalone` ones have a block or paragraph to themselves.
    `near_only` ones are searched for in the article and the ancestors only, `verbatim_only` ones with no word changed.
    `block` is the path of the quoted block that holds it, () for none.
    """

    path: BlockPath
    block_text: str
    start: int
    end: int
    sure: bool = False
    standalone: bool = False
    near_only: bool = False
    verbatim_only: bool = False
    attribution: str | None = None
    cite: str | None = None
    block: BlockPath = ()

    @property
    def quoted(self) -> str:
        """The text that may be quoted."""
        return self.block_text[self.start : self.end]

    @property
    def sort_key(self) -> tuple[BlockPath, int, int]:
        """Reading order in one comment, a longer candidate before those inside it."""
        return self.path, self.start, -self.end

    def part(self, start: int, end: int) -> "Candidate":
        """A part of the candidate; `start` and `end` are offsets in the block's text."""
        return replace(self, start=start, end=end)


class ParsedBody(Struct, frozen=True):
    """The pieces of one body, and the runs between quotation marks in each piece outside quoted blocks."""

    pieces: tuple[Piece, ...] = ()
    runs: Mapping[int, Sequence[Run]] = {}

    def is_quoted(self, index: int, start: int, end: int) -> bool:
        """True if all characters from `start` to `end` of a piece are themselves quoted there."""
        if self.pieces[index].quote is not None:
            return True
        return any(run.start <= start and end <= run.end + 1 for run in self.runs.get(index, ()) if run.closed)


def parse_body(body: Sequence[Block]) -> ParsedBody:
    """The pieces and runs of a body."""
    pieces = tuple(_pieces(body))
    if not any(has_marks(piece.text) for piece in pieces):
        return ParsedBody(pieces)
    texts = ["" if piece.quote else without_code_marks(piece.block, piece.text) for piece in pieces]
    runs: dict[int, list[Run]] = {}
    for run in find_runs(texts):
        runs.setdefault(run.index, []).append(run)
    return ParsedBody(pieces, runs)


def find_candidates(body: ParsedBody, names: Names) -> list[Candidate]:
    """The candidates of a comment in reading order; they may overlap."""
    pieces = body.pieces
    candidates: list[Candidate] = []
    if any(piece.quote for piece in pieces):
        candidates += _quoted_blocks(pieces, names, sure=not all(piece.quote for piece in pieces))
    for index, runs in body.runs.items():
        code = code_ranges(pieces[index].block)
        for run in runs:
            if candidate := _run(pieces, run, names, code):
                candidates.append(candidate)
    for piece in pieces:
        if candidate := _emphasised(piece):
            candidates.append(candidate)
    return sorted(candidates, key=lambda candidate: candidate.sort_key) if candidates else candidates


def count_words(words: Sequence[str]) -> float:
    """The number of words; a character of a script without spaces counts as half a word."""
    if "".join(words).isascii():
        return len(words)
    return sum(0.5 if is_unspaced(word) else 1 for word in words)


def _pieces(body: Sequence[Block]) -> Iterator[Piece]:
    quotes: dict[BlockPath, BlockQuote] = {}
    for path, block in walk(body):
        if isinstance(block, BlockQuote):
            quotes[path] = block
        elif not isinstance(block, ListBlock | Rule) and (text := block_text(block)).strip():
            quote_path = _innermost(quotes, path) if quotes else ()
            yield Piece(path, block, text, quote_path, quotes.get(quote_path))


def _innermost(quotes: dict[BlockPath, BlockQuote], path: BlockPath) -> BlockPath:
    return next((path[:n] for n in range(len(path) - 1, 0, -1) if path[:n] in quotes), ())


def _quoted_blocks(pieces: Sequence[Piece], names: Names, *, sure: bool) -> Iterator[Candidate]:
    attributions: dict[BlockPath, str] = {}
    for before, piece in pairwise((None, *pieces)):
        assert piece is not None, "only the first has nothing before it"
        if piece.quote is None:
            continue
        if before and before.quote is None and (attribution := _attribution_line(before.text)):
            attributions[piece.quote_path] = attribution
        start = 0
        if line := read_attribution(piece.text):
            attributions[piece.quote_path], start = line
        attribution = piece.quote.attribution or attributions.get(piece.quote_path)
        if speaker := read_speaker(piece.text[start:], names):
            attribution, start = speaker[0], start + speaker[1]
        start, end = _strip(piece.text, start, len(piece.text))
        if start < end and not _ELLIPSIS.fullmatch(piece.text, start, end):
            source, block = piece.quote, piece.quote_path
            yield Candidate(
                piece.path,
                piece.text,
                start,
                end,
                sure,
                standalone=True,
                attribution=attribution,
                cite=source.cite,
                block=block,
            )


def _attribution_line(text: str) -> str | None:
    """The attribution that is all of a paragraph."""
    line = read_attribution(text)
    return line[0] if line and line[1] == len(text) else None


def _run(pieces: Sequence[Piece], run: Run, names: Names, code: Ranges) -> Candidate | None:
    piece = pieces[run.index]
    start, end = _strip(piece.text, run.start, run.end)
    words = piece.text[start:end]
    word_count = count_words(fold_words(words))
    standalone = not _has_word_chars(piece.text[: run.opener]) and not _has_word_chars(piece.text[run.end :])
    if word_count < (MIN_WORDS_SINGLE_MARKS if run.single else MIN_WORDS_NEAR) or (not standalone and _is_title(words)):
        return None
    if is_code(code, start, end) or is_string(piece.text, run.opener):
        return None
    lead = read_lead(piece.text[: run.opener])
    if standalone and run.index and not lead:
        lead = _attribution_line(pieces[run.index - 1].text)
    return Candidate(
        piece.path,
        piece.text,
        start,
        end,
        sure=standalone and run.closed and len(pieces) > 1 and word_count >= MIN_WORDS_ANYWHERE,
        standalone=standalone,
        near_only=word_count < MIN_WORDS_ANYWHERE,
        verbatim_only=not run.closed,
        attribution=run.attribution or (lead if lead and names.find(fold_words(lead)) else None),
    )


def _emphasised(piece: Piece) -> Candidate | None:
    """The candidate of a paragraph that is emphasised as a whole, as people quote by italics."""
    if piece.quote or not isinstance(piece.block, Paragraph):
        return None
    if not all(_is_emphasised(span) or not span.text.strip() for span in piece.block.spans):
        return None
    start, end = _strip(piece.text, 0, len(piece.text))
    if start >= end or count_words(fold_words(piece.text[start:end])) < MIN_WORDS_ANYWHERE:
        return None
    return Candidate(piece.path, piece.text, start, end, standalone=True, verbatim_only=True)


def _is_emphasised(span: Span) -> bool:
    return span.marks is not Marks.NONE and Marks.EMPHASIS in span.marks


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space and quotation marks at its ends; a mark with its partner inside stays."""
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
    """The range without white space at its ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _has_word_chars(text: str) -> bool:
    return bool(re.search(r"\w", _QUOTE_TAG.sub("", text)))


def _is_title(words: str) -> bool:
    """True if text is in title case: the name of a thing rather than a quotation."""
    if _PUNCTUATION.search(words.rstrip(".!?")):
        return False
    long = _LONG_WORD.findall(words)
    return len(long) > 1 and sum(word[0].isupper() for word in long) >= _MIN_CAPITALISED_SHARE * len(long)
