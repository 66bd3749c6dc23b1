from hypothesis import given
from hypothesis import strategies as st

from threadreader.model.blocks import CodeBlock
from threadreader.render.blocks import render_blocks
from threadreader.render.code import tokenize
from threadreader.render.lines import Role
from threadreader.render.width import cell_width

CODE = 'def holds(load):\n\treturn "ok" if load < 4000 else None  # so far'


def told(code: str, language: str | None, width: int = 60) -> list[tuple[str, Role]]:
    lines = render_blocks((CodeBlock(code, language),), width)
    return [(run.text, run.role) for line in lines for run in line.runs if run.role not in {Role.CODE, Role.PADDING}]


def test_parts_of_code_are_told_apart() -> None:
    found = dict(told(CODE, "python"))
    assert found["def"] is Role.CODE_KEYWORD
    assert found["holds"] is Role.CODE_NAME
    assert found["far"] is Role.CODE_COMMENT
    assert found["4000"] is Role.CODE_NUMBER
    assert Role.CODE_STRING in found.values()


def test_a_language_that_nobody_knows_or_names_is_left_plain() -> None:
    assert tokenize(CODE, "no such language") == ()
    assert tokenize(CODE, None) == ()


def test_very_long_code_is_left_plain() -> None:
    assert tokenize("x = 1\n" * 600, "python")
    assert tokenize("x = 1\n" * 700, "python") == ()


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1), st.integers(1, 30))
def test_the_text_and_the_width_are_those_of_plain_code(code: str, width: int) -> None:
    if not code.strip():
        return
    plain = render_blocks((CodeBlock(code),), width)
    told_apart = render_blocks((CodeBlock(code, "python"),), width)[1:]
    assert [line.text for line in told_apart] == [line.text for line in plain]
    assert [sum(cell_width(run.text) for run in line.runs) for line in told_apart] == [
        sum(cell_width(run.text) for run in line.runs) for line in plain
    ]
    for line in told_apart:
        for run in line.runs:
            assert run.start is None or code[run.start : run.start + len(run.text)] == run.text
