"""Every theme can be read: enough contrast, no colours that nobody asked for, a sign for every state beside colour."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.pilot import Pilot

from screens import lines, press, session, strips
from shelf import reading
from threadreader.config import Config
from threadreader.model.page import Changes
from threadreader.model.thread import CommentId
from threadreader.render.lines import Role
from threadreader.render.width import cell_width
from threadreader.session.decorations import HighlightKind
from threadreader.tui.app import to_textual_theme
from threadreader.tui.keys import KEYS
from threadreader.tui.theme import SIGNS, THEMES, Theme, find_theme, make_setup, themes_in

DESIGNED = [(colors, theme) for colors in ColorSystem for theme in themes_in(colors).values()]
COLORED = [
    pytest.param(colors, theme, id=f"{theme.name} in {colors.name}")
    for colors, theme in DESIGNED
    if theme.paper.startswith("#") and colors is not ColorSystem.WINDOWS
]
TALK = """
# On clocks

The clock is slow. https://example.org/clock

## More

More of it.

ann*: > The clock is slow.

      It is “not” so… — no.

      > Nobody said so.
  bob: Three
carl: Four
"""
QUOTES = (("c1", "The clock is slow.", ""), ("c1", "Nobody said so.", None))
STATES: dict[str, tuple[str, ...]] = {
    "reading": (),
    "followed": ("greater_than_sign",),
    "article": ("tab",),
    "folded": ("h",),
    "peeking": ("x",),
    "searching": ("slash", "o", "enter"),
    "listing": ("at",),
    "map": ("t",),
    "help": ("question_mark",),
    "palette": ("colon",),
    "exporting": ("s",),
}


def luminance(color: Color) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [channel / 255 for channel in color.get_truecolor()]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    """The contrast of what is written in a style with what lies under it."""
    assert style.color
    assert style.bgcolor
    dark, light = sorted((luminance(style.color), luminance(style.bgcolor)))
    return (light + 0.05) / (dark + 0.05)


def downgraded(style: Style, colors: ColorSystem) -> Style:
    """The style as a terminal of these colours shows it."""
    assert style.color
    assert style.bgcolor
    return Style(color=style.color.downgrade(colors), bgcolor=style.bgcolor.downgrade(colors))


def texts(theme: Theme) -> Iterator[tuple[str, Style]]:
    """Every style that words are written in."""
    for tint in (False, True):
        ground = theme.ground(tint=tint)
        yield f"ink, tint {tint}", ground + Style.parse(theme.ink)
        for name in ("bright", "faint", "accent", "code", "link"):
            yield f"{name}, tint {tint}", ground + Style.parse(getattr(theme, name))
        for role in Role:
            if role not in {Role.RULE, Role.TABLE_RULE, Role.QUOTE_BAR, Role.PEEK_FRAME}:
                yield f"{role}, tint {tint}", ground + theme.roles[role]
        for glow in HighlightKind:
            for role in (Role.TEXT, Role.QUOTE):
                yield f"{role} as {glow}, tint {tint}", ground + theme.roles[role] + theme.highlight_styles[glow]
        for hue in theme.hues:
            yield f"a name in {hue}, tint {tint}", ground + Style.parse(hue)
    yield "OP", theme.chip


@pytest.mark.parametrize(("colors", "theme"), COLORED)
def test_words_stand_out_from_what_lies_under_them(colors: ColorSystem, theme: Theme) -> None:
    least = 7 if theme.name == "contrast" else 4.5
    shown = {name: contrast(downgraded(style, colors)) for name, style in texts(theme)}
    assert {name: round(each, 2) for name, each in shown.items() if each < least} == {}
    assert contrast(downgraded(theme.style(theme.ink), colors)) >= 7, "what is read at length"


def test_colours_are_those_that_a_terminal_of_256_has() -> None:
    used = {
        color.get_truecolor()
        for theme in themes_in(ColorSystem.EIGHT_BIT).values()
        if theme.paper.startswith("#")
        for _, style in texts(theme)
        for color in (style.color, style.bgcolor)
        if color
    }
    shown = {color: Color.from_triplet(color).downgrade(ColorSystem.EIGHT_BIT).get_truecolor() for color in used}
    step = 10  # of the greys, of which Rich shows some as the next
    assert {
        color for color in used if max(abs(a - b) for a, b in zip(color, shown[color], strict=True)) > step
    } == set()


@pytest.mark.parametrize("theme", [theme for _, theme in DESIGNED], ids=lambda theme: theme.name)
def test_widgets_of_textual_get_colours_of_every_theme(theme: Theme) -> None:
    assert to_textual_theme(theme).to_color_system().generate()["background"]


def test_a_theme_that_a_terminal_has_no_colours_for_is_that_of_its_own() -> None:
    assert find_theme("light", ColorSystem.STANDARD) is THEMES["terminal"]
    assert find_theme("contrast", ColorSystem.STANDARD).paper == "#000000"
    assert list(themes_in(ColorSystem.EIGHT_BIT)) == list(THEMES)
    assert make_setup(Config(theme="dark"), colors=ColorSystem.STANDARD)[0].theme.name == "terminal"


@pytest.mark.parametrize("name", ["terminal", "mono"])
def test_the_terminals_own_colours_are_its_own(name: str) -> None:
    theme = THEMES[name]
    styles = [
        *theme.roles.values(),
        *theme.highlight_styles.values(),
        *theme.marks.values(),
        theme.chip,
        theme.link_style,
    ]
    styles += [
        theme.style(color) for color in (theme.ink, theme.bright, theme.faint, theme.rule, theme.accent, *theme.hues)
    ]
    colors = [color for style in styles for color in (style.color, style.bgcolor) if color]
    assert all(color.is_default or (name == "terminal" and (color.number or 0) < 16) for color in colors)
    assert all(color.triplet is None for color in colors)


def attributes(style: Style) -> tuple[bool | None, ...]:
    return style.bold, style.dim, style.italic, style.underline, style.reverse


def test_what_stands_out_does_so_without_colour_too() -> None:
    theme = THEMES["mono"]
    text = theme.ground() + theme.roles[Role.TEXT]
    ways = {
        glow: attributes(text + theme.highlight_styles[glow])
        for glow in HighlightKind
        if glow is not HighlightKind.QUOTED
    }
    assert len({*ways.values(), attributes(text)}) == len(ways) + 1
    assert attributes(theme.chip) != attributes(text)


async def through(pilot: Pilot[None]) -> AsyncIterator[str]:
    """Go through the states, each from the beginning."""
    for state, keys in STATES.items():
        await press(pilot, *keys)
        yield state
        await press(pilot, "escape", "escape", "home")


async def shown(config: Config, keys: tuple[str, ...]) -> list[str]:
    """The lines of a state, in a thread that nobody has read before."""
    app = reading(TALK.replace("On clocks", f"On clocks in {config.signs}"), QUOTES, config=config)
    async with app.run_test(size=(160, 30)) as pilot:
        await press(pilot, *keys)
        return lines(app)


@pytest.mark.parametrize("theme", THEMES)
async def test_every_state_is_drawn_in_every_theme(theme: str) -> None:
    app = reading(TALK, QUOTES, config=Config(theme=theme))
    async with app.run_test(size=(120, 30)) as pilot:
        async for state in through(pilot):
            assert {strip.cell_length for strip in strips(app)} == {120}, state


def hues(app: App[None]) -> set[str]:
    """The colours on the screen that are not the terminal's own."""
    styles = [segment.style for strip in strips(app) for segment in strip if segment.style]
    colors = [color for style in styles for color in (style.color, style.bgcolor) if color]
    return {color.name for color in colors if not color.is_default}


def colors(theme: Theme) -> set[str]:
    """The colours that a look is made of."""
    return set(re.findall("#[0-9a-f]{6}", repr(theme)))


async def test_without_colours_none_is_shown_and_the_key_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = reading(TALK, QUOTES, config=Config(theme="dark"))
    async with app.run_test(size=(100, 30)) as pilot:
        async for state in through(pilot):
            assert hues(app) == set(), state
        await press(pilot, "f2")
        assert "NO_COLOR is set" in lines(app)[-1]


@pytest.mark.parametrize("theme", THEMES)
async def test_the_selected_row_of_the_palette_is_told_in_every_theme(theme: str) -> None:
    app = reading("ann: Hi", config=Config(theme=theme))
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "colon")
        await press(pilot, "down")
        rows = [[segment.style for segment in strip if segment.text.strip()] for strip in strips(app)[2:6]]
        assert [row[-1] for row in rows].count(rows[1][-1]) == 1


@pytest.mark.way
async def test_the_key_goes_through_all_themes_and_nothing_stays_in_the_colours_of_another() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "greater_than_sign")
        seen = []
        for _ in range(5):
            await press(pilot, "f2")
            await pilot.pause()
            said = lines(app)[-1].split("theme: ")[1].split()[0]
            seen.append(said)
            theme = THEMES[said] if said != "auto" else THEMES["dark"]
            own = colors(theme)
            others = {color for other in THEMES.values() for color in colors(other)} - own
            assert hues(app) & others == set(), said
            assert app.current_theme.name == theme.name
            if theme.paper.startswith("#"):
                assert theme.paper in hues(app)
        assert seen == [*list(THEMES)[1:], "auto"]


async def test_a_theme_that_was_chosen_holds_for_the_next_screens() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "f2", "question_mark")
        await pilot.pause()
        assert THEMES["light"].paper in hues(app)
        await press(pilot, "f2", "escape")
        assert THEMES["light"].paper not in hues(app)
        assert app.setup.theme.name == "terminal"


@pytest.mark.parametrize(
    ("row", "written"),
    [
        ("A title that is c…      3", "A title that is c...    3"),
        ("A title that is c… 3", "A title that is... 3"),
        ("So… it is.    ", "So... it is.  "),
        ("Cut…│A pane    ", "C...|A pane    "),
    ],
)
def test_in_ascii_an_ellipsis_is_three_dots_and_the_row_as_long_as_before(row: str, written: str) -> None:
    assert (
        "".join(segment.text for segment in SIGNS["ascii"].translate([Segment(row[:4]), Segment(row[4:])])) == written
    )


async def test_in_ascii_everything_is() -> None:
    app = reading(TALK, QUOTES, config=Config(signs="ascii"))
    async with app.run_test(size=(120, 30)) as pilot:
        async for state in through(pilot):
            assert [line for line in lines(app) if not line.isascii()] == [], state


async def test_every_state_has_a_sign_in_every_set() -> None:
    sets = {"lines": "● ★ ◆ ▸ ▎ ↩", "ascii": "* ! @ + | <", "none": "unread starred marked > hidden"}
    for signs, marks in sets.items():
        said = "\n".join(await shown(Config(signs=signs), ("at", "plus_sign", "escape", "asterisk", "h")))
        assert [mark for mark in marks.split() if mark not in said] == [], signs


async def test_for_a_screen_reader_there_are_words_and_no_lines() -> None:
    text = "\n".join(await shown(Config(signs="none"), ("asterisk", "h")))
    assert "> ann  OP  unread starred" in text
    assert "1 unread +1 hidden" in text
    assert not set(text) & set("─│┃┆▎█▐▸▾●★┬┴")


def test_each_sign_is_put_in_the_place_of_one_as_wide() -> None:
    for signs in SIGNS.values():
        for sign, other in signs.replacements.items():
            assert cell_width(chr(sign)) == cell_width(other), chr(sign)


def test_a_key_goes_to_the_next_theme() -> None:
    assert next(key for key in KEYS if key.id == "app.next-theme").keys == ("f2",)


async def test_the_words_of_a_reply_that_is_gone_are_faint() -> None:
    app = reading(TALK)
    async with app.run_test(size=(120, 30)) as pilot:
        gone = Changes(gone=frozenset({CommentId("c2")}))
        object.__setattr__(session(app).opened, "changes", gone)
        await press(pilot, "f2")
        styles = {piece.text.strip(): piece.style for strip in strips(app) for piece in strip}
        faint = Style.parse(app.setup.theme.faint).color
        assert (one := styles["Three"]) is not None
        assert one.color == faint
        assert (other := styles["Four"]) is not None
        assert other.color != faint


async def test_bars_have_the_colour_of_who_wrote_it_where_that_is_wanted() -> None:
    talk = "ann: One.\n  bob: Two.\n    ann: Three."
    colors = {}
    for bars in ("depth", "author"):
        app = reading(talk, config=Config(bars=bars))
        async with app.run_test(size=(160, 45)) as pilot:
            await press(pilot, "f2")
            pieces = [piece for strip in strips(app) for piece in strip if piece.text in {"▎", "█"} and piece.style]
            colors[bars] = [piece.style and piece.style.color for piece in pieces]
    assert len(set(colors["depth"])) == 3
    assert colors["author"][0] == colors["author"][2] != colors["author"][1]


async def test_only_the_top_level_is_open_at_first_where_that_is_wanted() -> None:
    app = reading(TALK, config=Config(opens="top"))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert session(app).replies.outline.levels == 1
