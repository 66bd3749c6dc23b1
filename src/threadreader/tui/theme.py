"""Built-in themes: colours, and the styles of every part of the screen made from them.

A theme is designed anew for terminals of 256 and of 16 colours: the nearest colours there make slabs of its tints.
"""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace
from rich.color import ColorSystem
from rich.style import Style

from threadreader.model.annotation import COLORS
from threadreader.model.blocks import Marks
from threadreader.render.lines import Role
from threadreader.session.decorations import HighlightKind
from threadreader.tui.symbols import LINES, Signs


class Theme(Struct, frozen=True, dict=True):
    """A theme: base colours, and every style derived from them.

    Foregrounds (`ink` and the like) are Rich styles: `#rrggbb`, `bold`, `dim magenta`. Backgrounds (`paper`, `tint`,
    `highlight`, `match`) are a colour, or a whole style in themes without colours.
    """

    name: str
    dark: bool
    paper: str
    ink: str
    bright: str
    faint: str
    rule: str
    accent: str
    tint: str
    highlight: str
    match: str
    code: str
    link: str
    hues: tuple[str, ...]
    pens: tuple[str, ...]
    """Highlights of the reader: yellow, green, blue, pink. The margin has the letter of each."""
    current: str = ""
    """Current match; "" for the accent as background."""
    chip_style: str = ""
    """Label of the original poster; "" for the accent as background."""
    quoted: str = ""
    """Quoted passages; "" for `bright`. The margin counts them as well."""
    signs: Signs = LINES
    bars: str = "depth"
    """Meaning of the colour of a reply's bar: "depth" or "author"."""

    @cached_property
    def roles(self) -> Mapping[Role, Style]:
        """Style by role of a run."""
        ink, faint, rule = Style.parse(self.ink), Style.parse(self.faint), Style.parse(self.rule)
        heading = Style.parse(self.bright) + _BOLD
        styles = dict.fromkeys(Role, ink)
        return styles | {
            Role.HEADING: heading,
            Role.QUOTE: ink + _ITALIC,
            Role.QUOTE_BAR: Style.parse(self.accent),
            Role.ATTRIBUTION: faint + _ITALIC,
            Role.SOURCE: faint,
            Role.SIGN: Style.parse(self.accent),
            Role.CODE: Style.parse(self.code),
            Role.CODE_LABEL: faint,
            Role.CODE_KEYWORD: Style.parse(self.hue(3)) + _BOLD,
            Role.CODE_NAME: Style.parse(self.hue(0)),
            Role.CODE_STRING: Style.parse(self.hue(4)),
            Role.CODE_NUMBER: Style.parse(self.hue(1)),
            Role.CODE_COMMENT: faint + _ITALIC,
            Role.BULLET: faint,
            Role.TABLE_HEADER: heading,
            Role.TABLE_RULE: rule,
            Role.IMAGE: faint,
            Role.CAPTION: faint + _ITALIC,
            Role.RULE: rule,
            Role.PASSAGE: heading + _ground(self.highlight),
            Role.PEEK_FRAME: Style.parse(self.accent),
        }

    @cached_property
    def marks(self) -> Mapping[Marks, Style]:
        """Style by inline mark, added to the role's."""
        return {
            Marks.EMPHASIS: Style(italic=True),
            Marks.STRONG: Style(bold=True),
            Marks.CODE: Style.parse(self.code),
            Marks.STRIKE: Style(strike=True),
            Marks.UNDERLINE: Style(underline=True),
            Marks.SPOILER: Style(dim=True),
        }

    @cached_property
    def highlight_styles(self) -> Mapping[HighlightKind, Style]:
        """Style by kind of highlight, added to the rest.

        Each differs without colour too, except quoted passages and the reader's highlights, which the margin tells.
        """
        bright, accent = Style.parse(self.bright), Style.parse(self.accent).color
        current = Style(bgcolor=accent, color=self.paper, bold=True, reverse=False, underline=True)
        return {
            HighlightKind.QUOTED: Style.parse(self.quoted or self.bright),
            **{HighlightKind(color): _ground(pen) for color, pen in zip(COLORS, self.pens, strict=True)},
            HighlightKind.PICKED: _ground(self.tint) + Style(underline=True),
            HighlightKind.LINK: bright + _BOLD + _ground(self.highlight),
            HighlightKind.MATCH: _ground(self.match) + Style(underline=True),
            HighlightKind.CURRENT_MATCH: Style.parse(self.current) if self.current else current,
            HighlightKind.SELECTED: Style(reverse=True),
            HighlightKind.SELECTION_END: Style(reverse=True, underline=True),
        }

    def style(self, color: str, *, tint: bool = False, bold: bool = False) -> Style:
        """Style of a foreground on paper, or on the tint of the focused item."""
        key = (color, tint, bold)
        if key not in self._styles:
            self._styles[key] = self.ground(tint=tint) + Style.parse(color) + (_BOLD if bold else Style.null())
        return self._styles[key]

    def ground(self, *, tint: bool = False) -> Style:
        """Background: the paper, or the tint of the focused item."""
        return _ground(self.paper) + (_ground(self.tint) if tint else Style.null())

    @cached_property
    def link_style(self) -> Style:
        """Style of a link, added to that of its text."""
        return Style.parse(self.link) + Style(underline=True)

    @cached_property
    def chip(self) -> Style:
        """Style of the label of the original poster."""
        accent = Style.parse(self.accent).color
        return Style.parse(self.chip_style) if self.chip_style else Style(color=self.paper, bgcolor=accent, bold=True)

    @cached_property
    def _styles(self) -> dict[tuple[str, bool, bool], Style]:
        return {}

    def hue(self, depth: int) -> str:
        """Colour of the bar at a depth."""
        return self.hues[depth % len(self.hues)]

    def hue_of_bar(self, depth: int, name: str) -> str:
        """Colour of a reply's bar, by depth or author."""
        return self.hue_of(name) if self.bars == "author" else self.hue(depth)

    def hue_of(self, name: str) -> str:
        """Colour of an author, the same in every thread."""
        return self.hues[sum(name.encode()) % len(self.hues)]


_BOLD, _ITALIC = Style(bold=True), Style(italic=True)


def _ground(under: str) -> Style:
    """Background style from a colour or a style."""
    color = under == "default" or (under.startswith("#") and " " not in under)
    return Style(bgcolor=under) if color else Style.parse(under)


DARK = Theme(
    name="dark",
    dark=True,
    paper="#17191e",
    ink="#cfd2d8",
    bright="#f3f4f6",
    faint="#8d939d",
    rule="#3a3f4a",
    accent="#e5b567",
    tint="#242832",
    highlight="#5a4715",
    match="#34482f",
    code="#a9c7a0",
    link="#8fb4e8",
    hues=("#7ba4e6", "#d0a75c", "#5fb3ac", "#bd8bd0", "#9cbb6b", "#dd8f78"),
    pens=("#4d4313", "#1d4a2c", "#1f3d5e", "#562a4b"),
)

LIGHT = Theme(
    name="light",
    dark=False,
    paper="#fbfaf6",
    ink="#2d2f36",
    bright="#0c0d10",
    faint="#656972",
    rule="#cfccc2",
    accent="#935c00",
    tint="#efece2",
    highlight="#ffe7a3",
    match="#d9efcf",
    code="#3a6b35",
    link="#1f5fa8",
    hues=("#2f68b8", "#8c6000", "#1b746e", "#8a4aa3", "#54721b", "#ab4d36"),
    pens=("#fff3a8", "#cdeecb", "#cfe3fb", "#fbd5e6"),
)

TERMINAL = Theme(
    name="terminal",
    dark=True,
    paper="default",
    ink="default",
    bright="bold",
    faint="dim",
    rule="dim",
    accent="magenta",
    tint="none",
    highlight="not dim black on yellow",
    match="not dim black on cyan",
    code="green",
    link="blue",
    hues=("blue", "yellow", "cyan", "magenta", "green", "red"),
    pens=("not dim black on yellow", "not dim black on green", "not dim white on blue", "not dim black on magenta"),
    current="not dim bold underline black on magenta",
    chip_style="bold reverse",
    quoted="none",
)
"""The 16 colours of the terminal's own scheme, on its own background."""

CONTRAST = Theme(
    name="contrast",
    dark=True,
    paper="#000000",
    ink="#ffffff",
    bright="bold #ffffff",
    faint="#d4d4d4",
    rule="#9a9a9a",
    accent="#ffd700",
    tint="#1c1c4a",
    highlight="#000000 on #ffd700",
    match="#000000 on #7fffd4",
    code="#b6ffb6",
    link="#9fd0ff",
    hues=("#7fb2ff", "#ffc94d", "#5ff0e0", "#ff9cf0", "#b9ff5c", "#ffa894"),
    pens=("#000000 on #ffe14d", "#000000 on #7dff9a", "#000000 on #8ab8ff", "#000000 on #ff9ad5"),
    quoted="none",
)

MONO = Theme(
    name="mono",
    dark=True,
    paper="default",
    ink="default",
    bright="bold",
    faint="dim",
    rule="dim",
    accent="bold",
    tint="none",
    highlight="reverse",
    match="bold",
    code="none",
    link="none",
    hues=("default",),
    pens=("italic underline", "italic", "bold italic underline", "bold italic"),
    current="not dim bold reverse underline",
    chip_style="bold reverse",
    quoted="none",
)
"""No colours: highlights by weight, underline and reverse."""

# The greys are such that Rich, which shifts the light ones by a step, shows those meant.
_DARK_256 = replace(
    DARK,
    paper="#1c1c1c",
    ink="#d6d6d6",
    bright="#f0f0f0",
    faint="#9e9e9e",
    rule="#4e4e4e",
    accent="#d7af5f",
    tint="#262626",
    highlight="#875f00",
    match="#005f00",
    code="#afd7af",
    link="#87afd7",
    hues=("#87afd7", "#d7af5f", "#5fafaf", "#d7afff", "#afaf5f", "#d7875f"),
    pens=("#f0f0f0 on #5f5f00", "#005f00", "#00005f", "#5f005f"),
)

_LIGHT_256 = replace(
    LIGHT,
    paper="#ffffff",
    ink="#303030",
    bright="#121212",
    faint="#626262",
    rule="#cccccc",
    accent="#875f00",
    tint="#f0f0f0",
    highlight="#ffd787",
    match="#d7ffaf",
    code="#005f00",
    link="#005faf",
    hues=("#005faf", "#875f00", "#005f5f", "#8700af", "#5f5f00", "#af0000"),
    pens=("#ffffaf", "#d7ffd7", "#d7d7ff", "#ffd7ff"),
)

_CONTRAST_256 = replace(
    CONTRAST,
    faint="#d6d6d6",
    rule="#9e9e9e",
    tint="#262626",
    highlight="#000000 on #ffd700",
    match="#000000 on #87ffd7",
    code="#afffaf",
    link="#87d7ff",
    hues=("#87d7ff", "#ffd75f", "#5fffd7", "#ffafff", "#afff5f", "#ffaf87"),
    pens=("#000000 on #ffff5f", "#000000 on #87ff87", "#000000 on #87afff", "#000000 on #ff87d7"),
)

_CONTRAST_16 = replace(
    CONTRAST,
    faint="#aaaaaa",
    rule="#aaaaaa",
    accent="#ffff55",
    tint="none",
    highlight="#000000 on #ffff55",
    match="#000000 on #55ffff",
    code="#55ff55",
    link="#55ffff",
    hues=("#55ffff", "#ffff55", "#55ff55", "#ffffff"),
    pens=("#000000 on #ffff55", "#000000 on #55ff55", "#000000 on #55ffff", "#000000 on #ffffff"),
)

_THEMES: Mapping[ColorSystem, tuple[Theme, ...]] = {
    ColorSystem.TRUECOLOR: (DARK, LIGHT, TERMINAL, CONTRAST, MONO),
    ColorSystem.EIGHT_BIT: (_DARK_256, _LIGHT_256, TERMINAL, _CONTRAST_256, MONO),
    ColorSystem.STANDARD: (TERMINAL, _CONTRAST_16, MONO),
}

THEMES: Mapping[str, Theme] = {theme.name: theme for theme in _THEMES[ColorSystem.TRUECOLOR]}


def themes_in(colors: ColorSystem) -> Mapping[str, Theme]:
    """The themes of a terminal by name; where it has 16 colours, these are its own, in every theme but two."""
    return {theme.name: theme for theme in _THEMES.get(colors, _THEMES[ColorSystem.STANDARD])}


def find_theme(name: str, colors: ColorSystem) -> Theme:
    """The theme of a name in a terminal; that of the terminal's own colours where it has too few for it."""
    return themes_in(colors).get(name, TERMINAL)
