"""Credit lines: who is quoted, in a line of text next to a quotation, as its attribution and no words of the comment.

Programs for mail, forums and comments write them into the text ("On 3 May, Ann wrote:", "@Ann said:", "Originally
posted by Ann"), before the quotation or as its first line, and so do people. What stands between line and quotation and
shows nothing, as the button that unfolds it, goes with the line.

Also what stands behind and before the words of a comment and is none of them: signatures, and what every record has
alike.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec.structs import replace

from threadreader.importer.blocks.inline import line_spans, with_lines
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.blocks import (
    Block,
    BlockQuote,
    Blocks,
    Heading,
    Image,
    ListBlock,
    Marks,
    Paragraph,
    Span,
    Spans,
    spans_text,
)
from threadreader.model.blocks import text as body_text

IsName = Callable[[str], bool]
"""True for the folded name of somebody who wrote on the page, or the beginning of one."""

_MAX_CHARS = 200  # with name, address and date; bounds the search in long lines (judgement)
# Lines of a credit line that a mail program has wrapped.
_MAX_LINES = 3
# Words of a name before the verb of saying, where no date shows that the line is a program's.
_MAX_NAME_WORDS = 4
_MAX_NAME_CHARS = 60  # as of names elsewhere (judgement)
# Characters behind the verb: a name, a date or the place of the quoted words.
_MAX_REST_CHARS = 90
_MAX_VERB_CHARS = 40  # of the longest in the lexicon, with room (25)
# Words of the beginning of a name, as people call each other.
_MAX_FOLDED_WORDS = 4
_MIN_FOLDED_CHARS = 3  # shorter beginnings of names are words: "Al", "Jo" (judgement)

# Behind the words of a line: colons, and arrows that link to the quoted post.
_END = " \t\n:\uff1a,\u2191\u21b5\u2934\u00bb\u2192"
_NEXT_SENTENCE = compile_lazily(r"[.!?\u2026)\]]\s+(?=\S)")
_COLONS = (":", "\uff1a")
_VERB = compile_lazily(rf"(?<!\w)(?:{alternatives('credit_verbs', cjk=False)})(?!\w)", re.IGNORECASE)
_VERB_CJK = compile_lazily(
    rf"(?P<name>[^\u3002\uff01\uff1f]{{1,60}}?)\s?(?:{alternatives('credit_verbs', cjk=True)})", re.IGNORECASE
)
# Of a line that begins with a number, more are a date's.
_DATED = compile_lazily(
    rf"(?:(?:{alternatives('credit_dates')})\W|[^\W\d_]{{2,12}}[.,]+\s[^\W\d_]{{0,12}}\W*\d"
    r"|(?=\W?(?:\d\D*){4})[\[(]?\d).*",
    re.IGNORECASE,
)
_HEADLINE = compile_lazily(rf"(?:{alternatives('quotation_of')})\s*:?\s*(?P<name>\S.*)", re.IGNORECASE)
_LABEL = compile_lazily(rf"\W*(?:{alternatives('quotation_labels')})\W*", re.IGNORECASE)
_NUMBER = compile_lazily(r"#?\d{1,5}")
_MENTION = compile_lazily(r"@[^\s:@](?:[^:@]{0,38}[^\s:@])?")
_ADDRESS = compile_lazily(r"<[^<>]*(?:@|\(at\)| at |\.\.\.)[^<>]*>|[\[(][^\s()\[\]]+(?:@|\(at\))[^\s()\[\]]+[\])]")
_NO_NAME = compile_lazily(rf"(?:{alternatives('no_name_before_verb', cjk=False)})(?!\w)", re.IGNORECASE)
_NO_NAME_CJK = compile_lazily(alternatives("no_name_before_verb", cjk=True))
_PARTICLE = compile_lazily(rf"(?:{alternatives('name_particles')})", re.IGNORECASE)
_POST = compile_lazily(r"#|post|comment|msg|[?&;/](?:p|pid)[=/]|goto|/t/", re.IGNORECASE)


def names_on_page(names: Iterable[str]) -> IsName:
    """Tests for the names of a page's authors, and for the beginnings of these."""
    known: set[str] = set()
    for name in set(names):
        words = name.casefold().split()
        beginnings = (" ".join(words[:length]) for length in range(1, _MAX_FOLDED_WORDS + 1))
        known.add(" ".join(words))
        known.update(beginning for beginning in beginnings if len(beginning) >= _MIN_FOLDED_CHARS)
    return lambda text: " ".join(text.casefold().split()) in known


def no_names(_: str) -> bool:
    """Tests for the names of a page of which none is known."""
    return False


def take_credits(blocks: Blocks, is_name: IsName = no_names) -> Blocks:
    """The blocks, with the credit line of each quotation as its attribution."""
    if not any(isinstance(block, BlockQuote | ListBlock) for block in blocks):
        return blocks
    taken: list[Block] = []
    for block in blocks:
        if isinstance(block, ListBlock):
            taken.append(replace(block, items=tuple(take_credits(item, is_name) for item in block.items)))
        elif isinstance(block, BlockQuote):
            quote = replace(block, blocks=take_credits(block.blocks, is_name))
            taken.append(quote if quote.attribution else _from_inside(_from_before(taken, quote, is_name), is_name))
        else:
            taken.append(block)
    return tuple(taken)


def _from_before(blocks: list[Block], quote: BlockQuote, is_name: IsName) -> BlockQuote:
    """The quotation with the line at the end of the blocks before it, which is taken from them."""
    end = len(blocks)
    while end and _shows_nothing(blocks[end - 1]):
        end -= 1
    above = blocks[end - 1] if end else None
    if not isinstance(above, Paragraph | Heading):
        return quote
    lines = line_spans(above.spans)
    count = next((each for each in _lengths(lines) if _is_credit(lines[-each:], is_name)), 0)
    sentence = None if count else _dated_sentence(lines[-1], is_name)
    if count:
        rest, taken = lines[:-count], lines[-count:]
    elif sentence:
        rest, taken = [*lines[:-1], sentence[0]], [sentence[1]]
    elif len(lines) > 1 and _is_linked(lines[:1]) and _is_credit(lines[:1], is_name):
        # What was typed between a program's line and the quotation stays.
        rest, taken = lines[1:], lines[:1]
    else:
        return quote
    blocks[end - 1 :] = with_lines(above, rest)
    return _attributed(quote, taken)


def _lengths(lines: Sequence[Spans]) -> range:
    """How many lines a credit line may take, the most first."""
    return range(min(_MAX_LINES, len(lines)), 0, -1)


def _is_credit(lines: Sequence[Spans], is_name: IsName) -> bool:
    """True for a credit line; in several lines only a dated one, as mail programs wrap it."""
    text = _join(lines)
    return is_credit(text, is_name, is_linked=_is_linked(lines)) and (len(lines) == 1 or _is_dated(text))


def _dated_sentence(line: Spans, is_name: IsName) -> tuple[Spans, Spans] | None:
    """A line before and from where a dated credit line begins behind the end of a sentence, as in unbroken mails."""
    text = "".join(span.text for span in line)
    if not text.rstrip().endswith(_COLONS):
        return None
    for found in _NEXT_SENTENCE.finditer(text, max(0, len(text) - _MAX_CHARS)):
        rest = text[found.end() :].rstrip()
        if _is_dated(rest) and is_credit(rest, is_name):
            return _split(line, found.end())
    return None


def _split(line: Spans, offset: int) -> tuple[Spans, Spans]:
    before: list[Span] = []
    behind: list[Span] = []
    for span in line:
        head, tail = span.text[: max(0, offset)], span.text[max(0, offset) :]
        before += [replace(span, text=head)] if head else []
        behind += [replace(span, text=tail)] if tail else []
        offset -= len(span.text)
    return tuple(before), tuple(behind)


def _from_inside(quote: BlockQuote, is_name: IsName) -> BlockQuote:
    """The quotation with its own first line, if there are more."""
    first = quote.blocks[0]
    if quote.attribution or not isinstance(first, Paragraph | Heading):
        return quote
    lines = line_spans(first.spans)
    count = next((each for each in _lengths(lines) if _is_credit(lines[:each], is_name)), 0)
    taken, rest = lines[:count], lines[count:]
    if not count:
        bold = next((index for index, span in enumerate(lines[0]) if Marks.STRONG not in span.marks), len(lines[0]))
        taken, rest = [lines[0][:bold]], [lines[0][bold:], *lines[1:]]
        text = _join(taken)
        if not (bold and text.endswith(_COLONS) and is_credit(text, is_name)):
            return quote
    blocks = (*with_lines(first, rest), *quote.blocks[1:])
    return _attributed(replace(quote, blocks=blocks), taken) if blocks else quote


def _attributed(quote: BlockQuote, lines: Sequence[Spans]) -> BlockQuote:
    hrefs = [span.href for line in lines for span in line if span.href]
    cite = next((href for href in hrefs if _POST.search(href)), hrefs[0] if hrefs else None)
    return replace(quote, attribution=_join(lines), cite=quote.cite or cite)


def is_credit(text: str, is_name: IsName = no_names, *, is_linked: bool = False) -> bool:
    """True if a line names somebody as who said what stands next to it; a place in it counts where it `is_linked`."""
    if len(text) > _MAX_CHARS:
        return False
    line = text.rstrip(_END)
    has_colon = any(colon in text[len(line) :] for colon in _COLONS)
    mention = _MENTION.fullmatch(line)
    if has_colon and (is_name(line) or _NUMBER.fullmatch(line) or (mention and len(line.split()) <= _MAX_NAME_WORDS)):
        return True
    if _HEADLINE.fullmatch(line):
        return True
    unspaced = None if line.isascii() else _VERB_CJK.fullmatch(line)
    if unspaced:
        return not _NO_NAME_CJK.match(unspaced["name"].strip())
    if has_colon and _ADDRESS.search(line, max(0, len(line) - _MAX_REST_CHARS)) and _ends_with_address(line):
        return True
    # What may stand behind the verb bounds where it is.
    start = 0 if is_linked else max(0, len(line) - (_MAX_REST_CHARS if has_colon else 0) - _MAX_VERB_CHARS)
    return any(_names_speaker(line, verb, is_name, has_colon, is_linked) for verb in _VERB.finditer(line, start))


def _names_speaker(line: str, verb: re.Match[str], is_name: IsName, has_colon: bool, is_linked: bool) -> bool:
    before, rest = line[: verb.start()].strip(" ,"), line[verb.end() :].strip()
    if len(rest) > _MAX_REST_CHARS and not is_linked:
        return False
    if has_colon and _is_dated(line):
        last = before.rsplit(maxsplit=1)[-1] if before else ""
        return bool(before) and not _NO_NAME.fullmatch(last)
    who = _ADDRESS.sub("", before).strip().removeprefix("@")
    if rest and not (has_colon and (is_linked or any(map(str.isdigit, rest)))):
        return False
    if is_name(who):
        return True
    return (has_colon or before.startswith("@")) and _is_like_name(who)


def _is_like_name(who: str) -> bool:
    words = who.split()
    if not words or len(words) > _MAX_NAME_WORDS or len(who) > _MAX_NAME_CHARS or _NO_NAME.match(who):
        return False
    return len(words) == 1 or all(not word[0].islower() or _PARTICLE.fullmatch(word) for word in words)


def _is_dated(line: str) -> bool:
    """True if a line begins as programs begin it: with the word before a date, with a day, or with a number."""
    return any(map(str.isdigit, line)) and _DATED.fullmatch(line) is not None


def _ends_with_address(line: str) -> bool:
    return line.endswith((">", ")", "]")) and line.strip("<>()[] ").count(" ") > 0


def _shows_nothing(block: Block) -> bool:
    if not isinstance(block, Paragraph):
        return False
    text = "".join(span.text for span in block.spans)
    return not any(map(str.isalnum, text)) or (len(text) < _MAX_NAME_CHARS and _LABEL.fullmatch(text) is not None)


def _join(lines: Sequence[Spans]) -> str:
    return " ".join(" ".join("".join(span.text for span in line) for line in lines).split())


def _is_linked(lines: Sequence[Spans]) -> bool:
    return any(span.href for line in lines for span in line)


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
_TIME_OF_DAY, _MIN_DATED = "0:0", 3
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
            and names.total() >= (_MIN_DATED if _TIME_OF_DAY in line else least)
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
