"""Code told apart: keywords, names, strings, numbers, comments, where its language is said and Pygments knows it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from threadreader.render.cells import is_narrow
from threadreader.render.lines import Line, Role

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
