"""Signs before links: seen, and no part of the text."""

from hypothesis import given

from sketch import sketch
from strategies import bodies
from threadreader.model.blocks import Blocks, leaves
from threadreader.render.blocks import render_blocks
from threadreader.render.lines import Line, Role
from threadreader.render.link_signs import LinkSigns

SIGN = "⌂\N{NO-BREAK SPACE}"


def signed(body: Blocks, width: int, *, marked: bool = True) -> list[Line]:
    signs = LinkSigns(SIGN, lambda _: marked)
    return list(signs.settle(render_blocks(signs.add(body), width)))


def test_a_sign_stands_before_a_link_and_stays_with_it_at_the_end_of_a_line() -> None:
    body = sketch("ann: The words [of a long link](https://example.org/) here.").comments[0].body
    assert [line.text for line in signed(body, 40)] == [f"The words {SIGN}of a long link here."]
    assert [line.text.strip() for line in signed(body, 13)] == ["The words", f"{SIGN}of a long", "link here."]


def test_without_links_that_are_marked_all_is_as_it_was() -> None:
    body = sketch("ann: The words [of a long link](https://example.org/) here.").comments[0].body
    assert signed(body, 40, marked=False) == list(render_blocks(body, 40))


def test_a_sign_belongs_to_no_link_and_has_a_role_of_its_own() -> None:
    body = sketch("ann: [one](https://one.example/) [two](https://two.example/)").comments[0].body
    (line,) = signed(body, 40)
    assert [(run.text, run.href) for run in line.runs if run.role is Role.SIGN] == [(SIGN, None), (SIGN, None)]


@given(body=bodies)
def test_what_has_an_offset_is_the_text_at_that_offset(body: Blocks) -> None:
    texts = {leaf.path: leaf.text for leaf in leaves(body)}
    for line in signed(body, 24):
        for run in line.runs:
            if run.start is not None and line.path is not None and run.text.strip():
                shown = texts[line.path][run.start : run.start + len(run.text)]
                assert run.text.split() == shown.split()
