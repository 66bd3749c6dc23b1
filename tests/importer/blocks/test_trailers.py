"""What stands around the words of a comment and is none of them."""

import pytest

from drawing import draw
from threadreader.importer.blocks import to_blocks
from threadreader.importer.blocks.credits import common_lines, strip_lines, strip_signature
from threadreader.importer.html.parser import parse_html
from threadreader.model.blocks import Blocks


def signed(html: str) -> list[str]:
    page = parse_html(f"<div>{html}</div>")
    return draw(strip_signature(to_blocks(page.find_all("body"), None), "Ann Weir"))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Oak.<br>--<br>Ann</p>",
        "<p>Oak.</p><p>--<br>Ann Weir<br>Kettles and pots</p>",
        "<p>Oak.</p><p>-- </p><p>Ann</p><p>example.org</p>",
        "<p>Oak.</p><p>—<br>ann</p>",
        "<p>Oak.\n\n-- \nAnn Weir</p>",
    ],
)
def test_the_signature_under_two_dashes_is_none_of_the_words(html: str) -> None:
    assert signed(html) == ["Oak."]


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("<p>Oak.<br>--<br>Elm, though.</p>", ["Oak./--/Elm, though."]),
        ("<p>--<br>Ann</p>", ["--/Ann"]),
        ("<p>Oak.</p><p>--</p>", ["Oak.", "--"]),
        ("<p>Oak -- said Ann</p>", ["Oak -- said Ann"]),
        ("<p>Oak.<br>--<br>Ann</p><blockquote>Elm.</blockquote>", ["Oak./--/Ann", ">", "  Elm."]),
    ],
)
def test_what_is_no_signature_stays(html: str, drawn: list[str]) -> None:
    assert signed(html) == drawn


WORDS = ("Oak.", "Larch.", "Ash.", "Elm.", "Yew.")
NAMES = ("Ann", "Bob", "Carla", "Dirk", "Eve")


def blocks_of(html: str) -> Blocks:
    return to_blocks(parse_html(f"<div>{html}</div>").find_all("body"), None)


def stripped(html: str, names: tuple[str, ...] = NAMES) -> list[list[str]]:
    """The comments of some, made alike, without what all have."""
    bodies = [
        (name, blocks_of(html.format(words=words, name=name, number=number)))
        for number, (name, words) in enumerate(zip(names, WORDS, strict=True))
    ]
    common = common_lines(bodies)
    return [draw(strip_lines(blocks, common, name)) for name, blocks in bodies]


@pytest.mark.parametrize(
    "html",
    [
        "<p>{words}</p><p>Report</p>",
        "<p>{words}</p><p>{number}</p><p>57</p>",
        "<p>{name} on 8/1{number}/2012</p><p>{words}</p>",
        "#{number}<br>{words}<br>Like<br>Share",
    ],
)
def test_a_line_that_all_have_is_a_program_s(html: str) -> None:
    assert stripped(html) == [[words] for words in WORDS]


def test_a_line_with_a_time_that_some_writers_end_with_is_a_program_s_in_any_language() -> None:
    bodies = [
        (name, blocks_of(f"<p>{words}</p>" + (f"<p>Dwaed ar 2 Mae 1{n}:05</p>" if n % 2 == 0 else "")))
        for n, (name, words) in enumerate(zip((*NAMES, *NAMES), (*WORDS, *WORDS), strict=True))
    ]
    few = common_lines(bodies[:4])
    assert draw(strip_lines(bodies[0][1], few, "Ann")) == ["Oak.", "Dwaed ar 2 Mae 10:05"]
    assert draw(strip_lines(bodies[0][1], common_lines(bodies), "Ann")) == ["Oak."]


def test_the_only_words_of_all_stay() -> None:
    assert stripped("<p>Thanks!</p>") == [["Thanks!"]] * 5
    assert stripped("<p>Thanks!</p><p>Cheers!</p>") == [["Thanks!", "Cheers!"]] * 5


def test_what_one_writer_ends_all_with_stays() -> None:
    assert stripped("<p>{words}</p><p>Cheers!</p>", ("Ann",) * 5) == [[words, "Cheers!"] for words in WORDS]


@pytest.mark.parametrize(
    "line",
    [
        "Last edited by Ann on May 3, 2020",
        "Edited 2 times",
        "Zuletzt bearbeitet von Ann am 3. Mai 2020",
        "Message édité par Ann le 03-05-2020 à 10:05",
        "Ostatnio zmieniony przez Ann 3 maja 2020",
        "本帖最后由 安妮 于 2020-5-3 10:05 编辑",
    ],
)
def test_when_a_program_saw_it_edited_is_none_of_the_words(line: str) -> None:
    assert draw(strip_lines(blocks_of(f"<p>Oak.</p><p><i>{line}</i></p>"), frozenset(), "Bob")) == ["Oak."]


@pytest.mark.parametrize("line", ["EDIT: it was larch.", "Edit: I said 2 times that it is oak", "Edited for spelling"])
def test_what_a_writer_says_of_it_stays(line: str) -> None:
    assert draw(strip_lines(blocks_of(f"<p>Oak.</p><p>{line}</p>"), frozenset(), "Bob")) == ["Oak.", line]


@pytest.mark.parametrize(("name", "left"), [("Ann", ["Oak."]), ("Bob", ["![Ann](https://example.org/a.png)", "Oak."])])
def test_a_picture_before_the_words_that_has_the_name_of_their_writer_is_a_portrait(name: str, left: list[str]) -> None:
    blocks = blocks_of("<a href='/u/1'><img alt='Ann' src='https://example.org/a.png'></a><p>Oak.</p>")
    assert len(draw(strip_lines(blocks, frozenset(), name))) == len(left)


@pytest.mark.parametrize("sign", [", ", ": ", " :\n", "\uff1a", "\uff0c "])
def test_a_sign_that_joined_the_words_to_a_name_is_none_of_them(sign: str) -> None:
    assert draw(strip_lines(blocks_of(f"<p>{sign}Oak, <b>and</b> elm.</p>"), frozenset(), "")) == [
        "Oak, {strong: and} elm."
    ]


@pytest.mark.parametrize("words", [":) Oak.", ": )", ":", "... Oak.", ",,Oak"])
def test_other_signs_begin_the_words(words: str) -> None:
    assert draw(strip_lines(blocks_of(f"<p>{words}</p>"), frozenset(), "")) == [words]
