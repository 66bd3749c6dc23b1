"""The lines above the replies: whom the first of them answers, and at the top what the thread is."""

import pytest

from screens import lines, press, session
from shelf import reading
from sketch import sketch, voted
from threadreader.config import Config

WORDS = "\n\nWords." * 20
"""Of an article that is no head above its replies."""

TALK = f"""
# A talk
{WORDS}

ann: One.
  bob: Two.
    carl: Three.
      dora: Four.
        ann: Five.
eve: Six.
"""


FILLED = TALK.replace("Five.", "Five. " * 300)
"""With a reply that takes more than a screen."""


async def test_lines_above_a_reply_that_began_above_the_screen_lead_to_it() -> None:
    app = reading(FILLED + "\nfinn: Seven." * 20)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert lines(app)[2].split(" · ")[0].strip() == "6 people"
        await press(pilot, "5", "G")
        assert "▾ dora" in lines(app)[2]
        await press(pilot, "space")
        above = [line[:-1].strip() for line in lines(app)[2:5]]
        assert above[0].startswith("ann › bob › carl: “Three.”")  # noqa: RUF001 - it looks like that
        assert above[1] == "dora: “Four.”"
        assert above[2].startswith("ann: “Five.")


async def test_in_few_lines_one_of_them_does_and_in_fewer_none() -> None:
    app = reading(FILLED + "\nfinn: Seven." * 20)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "5", "G", "space")
        assert lines(app)[2].strip().startswith("ann › bob › carl › dora › ann: “F")  # noqa: RUF001 - it looks like that
        assert "Five." in lines(app)[3]
        await pilot.resize_terminal(60, 17)
        await pilot.pause()
        assert "Five." in lines(app)[0]


async def test_where_no_reply_began_above_the_rows_go_on_with_the_text_and_none_is_empty() -> None:
    app = reading(
        f"# A talk{WORDS}\n\nann: One.\n  bob: Two.\n\n       More of it.\n    carl: Three." + "\nfinn: Seven." * 20
    )
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, *["ctrl+e"] * 3)
        assert [line[:-1].strip() for line in lines(app)[2:6]] == ["▾ ann ●  #1", "▎ One.", "▎", "▎▾ bob ●  #2"]
        await press(pilot, *["ctrl+e"] * 2)
        assert [line[:-1].strip() for line in lines(app)[2:6]] == [
            "▎",
            "▎▾ bob ●  #2",
            "▎ █ Two.",
            "▎ █",
        ]
        await press(pilot, "&", *"three", "enter")
        assert lines(app)[2].strip() == "& three · 1 shown"


async def test_a_click_on_one_of_them_leads_to_the_reply_that_it_names() -> None:
    app = reading(FILLED + "\nfinn: Seven." * 20)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "5", "G", "space")
        await pilot.click(offset=(9, 3))
        assert session(app).cursor == "c4"
        await press(pilot, "ctrl+o")
        await pilot.click(offset=(9, 4))
        assert session(app).cursor == "c5"


async def test_without_them_the_replies_have_all_lines() -> None:
    app = reading(TALK + "\nfinn: Seven." * 20)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "g", "s")
        assert "▾ ann" in lines(app)[2]


async def test_by_time_each_says_what_it_answers_and_one_line_is_kept_for_who_goes_on() -> None:
    talk = f"# Talk{WORDS}\n\nann: First of all.\n  bob: Two.\n  carl: Three.\n  dora: Four."
    app = reading(talk)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "g", "t")
        assert lines(app)[3].strip("▐▝▗ ") == "", "a blank line parts them"
        assert "ann ●" in lines(app)[4]
        shown = "\n".join(lines(app))
        assert "carl ●  #3  re: ann “First of all.”" in shown
        assert "bob ●  #2  re: ann\n" in shown, "that stands right above"


async def test_thin_lines_of_the_ancestors_run_on_to_the_end_of_the_branch() -> None:
    app = reading("# A talk\n\nann: One.\n  bob: Two.\n    carl: Three.\n  dora: Four.\neve: Five.")
    async with app.run_test(size=(60, 30)) as pilot:
        await press(pilot, "5", "G")
        begun = [line[:8].rstrip() for line in lines(app) if line.startswith("   ")]
        assert begun == [
            "   ▎ One",
            "   ▏",
            "   ▏▾ bo",
            "   ▏ ▎ T",
            "   ▏ ▏",
            "   ▏ ▏",
            "   ▏ ▏ ▎",
            "   ▏",
            "   ▏  do",
            "   ▏ ▎ F",
            "    eve",
            "   █ Fiv",
        ]


async def test_replies_that_are_not_indented_further_say_their_level() -> None:
    app = reading("# A talk\n\n" + "\n".join(f"{'  ' * level}ann: {level}." for level in range(9)))
    async with app.run_test(size=(40, 30)) as pilot:
        await press(pilot, "9", "G")
        shown = [line for line in lines(app) if "#" in line]
        assert "⋯ 9" in shown[-1]
        assert "⋯" not in shown[0]


@pytest.mark.parametrize(
    ("signs", "votes"),
    [("lines", ("▲ 4,413", "▼ -7")), ("ascii", ("^ 4,413", "v -7")), ("none", ("votes 4,413", "votes -7"))],
)
async def test_votes_stand_in_the_head_line_and_a_sign_says_which_are_less_than_none(
    signs: str, votes: tuple[str, str]
) -> None:
    app = reading(voted(sketch(TALK), 4413, -7, 0), config=Config(signs=signs))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        heads = [line.split("  ") for line in lines(app) if any(f"#{number}" in line for number in range(1, 7))]
        assert [[each for each in head if each in (*votes, votes[0].replace("4,413", "0"))] for head in heads[:4]] == [
            [votes[0]],
            [votes[1]],
            [votes[0].replace("4,413", "0")],
            [],
        ]
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert votes[0] in lines(app)[0] + lines(app)[1]
