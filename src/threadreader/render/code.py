"""Layout of code with syntax highlighting by Pygments; long lines are cut, with a mark where one continues."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from threadreader.model.blocks import BlockPath, CodeBlock
from threadreader.render.lines import MIN_TEXT_CELLS, Line, Role, Run, cut_runs, inner_width, prefix_lines
from threadreader.render.width import chop_text, clusters, fit, is_narrow

CodeToken = tuple[int, int, Role]
"""A range of code, end exclusive, and its role."""

# Pygments takes quadratic time over a run of blanks and the like: five times as many characters could block keys for
# half a minute.
_MAX_HIGHLIGHTED_CHARS = 4_000


def tokenize(code: str, language: str | None) -> Sequence[CodeToken]:
    """The highlighted tokens of code, in order; empty where the language is unknown or the code long."""
    if not language or len(code) > _MAX_HIGHLIGHTED_CHARS:
        return ()
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language.strip().casefold())
    except ClassNotFound:
        return ()
    return list(_code_tokens(lexer.get_tokens_unprocessed(code)))


def highlight(lines: Sequence[Line], tokens: Sequence[CodeToken]) -> list[Line]:
    """The lines of code with each token a run of its own; `tokens` are in order."""
    return [replace(line, runs=tuple(_colored(line, tokens))) for line in lines]


def _colored(line: Line, tokens: Sequence[CodeToken]) -> Iterator[Run]:
    for run in line.runs:
        if run.start is None or run.role is not Role.CODE or not run.text.strip(" ") or not is_narrow(run.text):
            yield run
            continue
        first = bisect_right(tokens, run.start, key=lambda token: token[1])
        near = tokens[first : bisect_left(tokens, run.start + len(run.text), key=lambda token: token[0])]
        for part, index in cut_runs(Line((run,)), ((start, end) for start, end, _ in near)):
            yield part if index is None else replace(part, role=near[index][2])


def _code_tokens(tokens: Iterator[tuple[int, object, str]]) -> Iterator[CodeToken]:
    from pygments.token import Comment, Keyword, Name, Number, Operator, String

    kinds = (
        (Comment, Role.CODE_COMMENT),
        (Keyword, Role.CODE_KEYWORD),
        (Operator.Word, Role.CODE_KEYWORD),
        (String, Role.CODE_STRING),
        (Number, Role.CODE_NUMBER),
        *((name, Role.CODE_NAME) for name in (Name.Function, Name.Class, Name.Builtin, Name.Decorator, Name.Tag)),
    )
    for start, token, text in tokens:
        role = next((role for kind, role in kinds if token in kind), None)
        if role and text:
            yield start, start + len(text), role


INDENT = 2  # sets code apart without costing a narrow column much
_TAB_CELLS = 4  # the 8 of terminals would leave little of nested code
_CONTINUATION_MARK = "↪ "


def lay_code(block: CodeBlock, width: int, path: BlockPath) -> list[Line]:
    """The code as indented lines, under the label of its language if it has one."""
    inner = inner_width(width, INDENT)
    label = [Line((Run(fit(block.language, inner), Role.CODE_LABEL),))] if block.language else []
    code: list[Line] = []
    offset = 0
    for line in block.text.split("\n"):
        code += _lay_line(line, inner, path, offset)
        offset += len(line) + 1
    lines = [*label, *highlight(code, tokenize(block.text, block.language))]
    if inner == width:
        return lines
    padding = Run(" " * (width - inner), Role.PADDING)
    return prefix_lines(lines, padding, padding)


def _rest(width: int) -> int:
    """The width of a continuation line, without its mark where there is room for one."""
    return width - INDENT if width - INDENT >= MIN_TEXT_CELLS else width


def _lay_line(line: str, width: int, path: BlockPath, offset: int) -> list[Line]:
    if not line:
        return [Line((), path)]
    if "\t" in line:
        rows = _lay_tabs(line, width, offset)
    else:
        slices = chop_text(line, width, _rest(width))
        rows = [[Run(line[start:end], Role.CODE, start=start + offset)] for start, end in slices]
    prefix = [Run(_CONTINUATION_MARK, Role.CODE_LABEL)] if _rest(width) < width else []
    return [Line(tuple(prefix + row if index else row), path) for index, row in enumerate(rows)]


def _lay_tabs(line: str, width: int, offset: int) -> list[list[Run]]:
    """The rows of a line with tabs, each tab a run of spaces to the next tab stop."""
    rows: list[list[Run]] = [[]]
    used = 0
    limit = width
    for shown, start, cells in _tabbed(line):
        if used + cells > limit and rows[-1]:
            rows.append([])
            used, limit = 0, _rest(width)
        size = min(cells, limit) if line[start] == "\t" else cells
        rows[-1].append(Run(shown[:size] if line[start] == "\t" else shown, Role.CODE, start=start + offset))
        used += size
    return [_joined(row) for row in rows]


def _tabbed(line: str) -> Iterator[tuple[str, int, int]]:
    """The shown text, offset and width in cells of each cluster or tab."""
    column = start = 0
    for number, part in enumerate(line.split("\t")):
        if number:
            stop = _TAB_CELLS - column % _TAB_CELLS
            yield " " * stop, start, stop
            column += stop
            start += 1
        for begin, end, cells in clusters(part):
            yield part[begin:end], start + begin, cells
            column += cells
        start += len(part)


def _joined(row: list[Run]) -> list[Run]:
    """The runs of a row with neighbouring ones joined; a tab stays a run of its own."""
    joined: list[Run] = []
    for run in row:
        before = joined[-1] if joined else None
        if before and before.start is not None and run.text.strip(" ") and before.text.strip(" "):
            joined[-1] = Run(before.text + run.text, Role.CODE, start=before.start)
        else:
            joined.append(run)
    return joined
