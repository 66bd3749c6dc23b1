"""Code laid out: lines as they are, cut where they are too long, with a mark where one goes on.

Code told apart: keywords, names, strings, numbers, comments, where its language is said and Pygments knows it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from threadreader.model.blocks import BlockPath, CodeBlock
from threadreader.render.lines import FLOOR, Line, Role, Run, beside, room
from threadreader.render.width import chop_text, clusters, fit, is_narrow

Part = tuple[int, int, Role]
"""Characters of code, from one to before another, and what they are."""

_LONGEST = 4_000
"""Characters: over a row of blanks and the like Pygments takes a time that grows with its square. Five times as many
would keep keys waiting for half a minute where code is made for that, and few read so much code here."""


def parts_of(code: str, language: str | None) -> Sequence[Part]:
    """The parts that are told apart, in their order; none where the language is not known."""
    if not language or len(code) > _LONGEST:
        return ()
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language.strip().casefold())
    except ClassNotFound:
        return ()
    return list(_told(lexer.get_tokens_unprocessed(code)))


def color(lines: Sequence[Line], parts: Sequence[Part]) -> list[Line]:
    """The lines of code with each part a run of its own; `parts` are in the order of the lines."""
    if not parts:
        return list(lines)
    colored: list[Line] = []
    place = 0
    for line in lines:
        runs = []
        for run in line.runs:
            if run.start is None or run.role is not Role.CODE or not run.text.strip(" ") or not is_narrow(run.text):
                runs.append(run)
                continue
            end = run.start + len(run.text)
            while place < len(parts) and parts[place][1] <= run.start:
                place += 1
            here = place
            cuts = {run.start, end}
            inside: list[Part] = []
            while here < len(parts) and parts[here][0] < end:
                inside.append(parts[here])
                cuts |= {max(run.start, parts[here][0]), min(end, parts[here][1])}
                here += 1
            for one, two in pairwise(sorted(cuts)):
                role = next((role for start, stop, role in inside if start <= one < stop), Role.CODE)
                runs.append(replace(run, text=run.text[one - run.start : two - run.start], start=one, role=role))
        colored.append(replace(line, runs=tuple(runs)))
    return colored


def _told(tokens: Iterator[tuple[int, object, str]]) -> Iterator[Part]:
    from pygments.token import Comment, Keyword, Name, Number, Operator, String

    kinds = (
        (Comment, Role.CODE_COMMENT),
        (Keyword, Role.CODE_KEYWORD),
        (Operator.Word, Role.CODE_KEYWORD),
        (String, Role.CODE_STRING),
        (Number, Role.CODE_NUMBER),
        *((name, Role.CODE_NAME) for name in (Name.Function, Name.Class, Name.Builtin, Name.Decorator, Name.Tag)),
    )
    for start, token, words in tokens:
        role = next((role for kind, role in kinds if token in kind), None)
        if role and words:
            yield start, start + len(words), role


INDENT = 2
_TAB = 4
_CONTINUED = "↪ "


def lay_code(block: CodeBlock, width: int, path: BlockPath) -> list[Line]:
    """The label of the language where it has one, and the code, all of it, a little indented."""
    inner = room(width, INDENT)
    label = [Line((Run(fit(block.language, inner), Role.CODE_LABEL),))] if block.language else []
    code: list[Line] = []
    offset = 0
    for words in block.text.split("\n"):
        code += _lay_line(words, inner, path, offset)
        offset += len(words) + 1
    lines = [*label, *color(code, parts_of(block.text, block.language))]
    if inner == width:
        return lines
    padding = Run(" " * (width - inner), Role.PADDING)
    return beside(lines, padding, padding)


def _rest(width: int) -> int:
    """The width of a line that goes on another, less its mark where there is room for one."""
    return width - INDENT if width - INDENT >= FLOOR else width


def _lay_line(words: str, width: int, path: BlockPath, offset: int) -> list[Line]:
    if not words:
        return [Line((), path)]
    if "\t" in words:
        rows = _lay_tabs(words, width, offset)
    else:
        parts = chop_text(words, width, _rest(width))
        rows = [[Run(words[start:end], Role.CODE, start=start + offset)] for start, end in parts]
    mark = [Run(_CONTINUED, Role.CODE_LABEL)] if _rest(width) < width else []
    return [Line(tuple(mark + row if place else row), path) for place, row in enumerate(rows)]


def _lay_tabs(words: str, width: int, offset: int) -> list[list[Run]]:
    """The rows of a line with tabs, each tab a run of spaces up to the next stop."""
    rows: list[list[Run]] = [[]]
    used = 0
    limit = width
    for shown, start, cells in _tabbed(words):
        if used + cells > limit and rows[-1]:
            rows.append([])
            used, limit = 0, _rest(width)
        size = min(cells, limit) if words[start] == "\t" else cells
        rows[-1].append(Run(shown[:size] if words[start] == "\t" else shown, Role.CODE, start=start + offset))
        used += size
    return [_joined(row) for row in rows]


def _tabbed(words: str) -> Iterator[tuple[str, int, int]]:
    """What is shown, its offset and its width, for each cluster or tab."""
    column = start = 0
    for number, part in enumerate(words.split("\t")):
        if number:
            stop = _TAB - column % _TAB
            yield " " * stop, start, stop
            column += stop
            start += 1
        for begin, end, cells in clusters(part):
            yield part[begin:end], start + begin, cells
            column += cells
        start += len(part)


def _joined(row: list[Run]) -> list[Run]:
    """Neighbouring runs of text as one; a tab keeps a run of its own."""
    joined: list[Run] = []
    for run in row:
        before = joined[-1] if joined else None
        if before and before.start is not None and run.text.strip(" ") and before.text.strip(" "):
            joined[-1] = Run(before.text + run.text, Role.CODE, start=before.start)
        else:
            joined.append(run)
    return joined
