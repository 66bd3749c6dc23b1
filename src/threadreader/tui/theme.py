"""What things look like: the built-in themes, each a style for every part of the screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rich.style import Style

from threadreader.model.blocks import Marks
from threadreader.render.lines import Role
from threadreader.session.decorations import HighlightKind
from threadreader.tui.symbols import LINES, Signs


@dataclass(frozen=True)
class Look:
    """One theme: from its colours every style is made.

    `ink` and all that is written or drawn are styles as Rich reads them: `#rrggbb`, `bold`, `dim magenta`. What lies
    under it (`paper`, `tint`, `lit`, `match`) is a colour, or a style where it is no colour that stands out.
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
    lit: str
    match: str
    code: str
    link: str
    hues: tuple[str, ...]
    current: str = ""
    """The match that the reader is at, where it is not on the accent."""
    chip_style: str = ""
    """The label of the article's author, where it is not on the accent."""
    quoted: str = ""
    """Passages that are quoted, where they are not as what is bright; the margin counts them as well."""
    signs: Signs = LINES
    bars: str = "depth"
    """What the colour of the bar beside a reply says."""

    @cached_property
    def roles(self) -> Mapping[Role, Style]:
        """A style for each role of a run."""
        ink, faint, rule = Style.parse(self.ink), Style.parse(self.faint), Style.parse(self.rule)
        heading = Style.parse(self.bright) + _BOLD
        styles = dict.fromkeys(Role, ink)
        return styles | {
            Role.HEADING: heading,
            Role.QUOTE: ink + _ITALIC,
            Role.QUOTE_BAR: Style.parse(self.accent),
            Role.ATTRIBUTION: faint + _ITALIC,
            Role.SOURCE: faint,
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
            Role.PASSAGE: heading + _ground(self.lit),
            Role.PEEK_FRAME: Style.parse(self.accent),
        }

    @cached_property
    def marks(self) -> Mapping[Marks, Style]:
        """A style for each mark, laid over the role's."""
        return {
            Marks.EMPHASIS: Style(italic=True),
            Marks.STRONG: Style(bold=True),
            Marks.CODE: Style.parse(self.code),
            Marks.STRIKE: Style(strike=True),
            Marks.UNDERLINE: Style(underline=True),
            Marks.SPOILER: Style(dim=True),
        }

    @cached_property
    def glows(self) -> Mapping[HighlightKind, Style]:
        """A style for each reason to stand out, laid over the rest.

        Each differs also without colour, but for quoted passages, which have their count in the margin.
        """
        bright, accent = Style.parse(self.bright), Style.parse(self.accent).color
        current = Style(bgcolor=accent, color=self.paper, bold=True, reverse=False, underline=True)
        return {
            HighlightKind.QUOTED: Style.parse(self.quoted or self.bright),
            HighlightKind.PICKED: _ground(self.tint) + Style(underline=True),
            HighlightKind.LINK: bright + _BOLD + _ground(self.lit),
            HighlightKind.MATCH: _ground(self.match) + Style(underline=True),
            HighlightKind.CURRENT_MATCH: Style.parse(self.current) if self.current else current,
        }

    def style(self, color: str, *, tint: bool = False, bold: bool = False) -> Style:
        """What is written in one of the look's styles, on paper or on the tint of what is in focus."""
        key = (color, tint, bold)
        if key not in self._styles:
            self._styles[key] = self.ground(tint=tint) + Style.parse(color) + (_BOLD if bold else Style.null())
        return self._styles[key]

    def ground(self, *, tint: bool = False) -> Style:
        """The paper, or the tint of what is in focus."""
        return _ground(self.paper) + (_ground(self.tint) if tint else Style.null())

    @cached_property
    def link_style(self) -> Style:
        """A link, over the style of its text."""
        return Style.parse(self.link) + Style(underline=True)

    @cached_property
    def chip(self) -> Style:
        """The label of the article's author."""
        accent = Style.parse(self.accent).color
        return Style.parse(self.chip_style) if self.chip_style else Style(color=self.paper, bgcolor=accent, bold=True)

    @cached_property
    def _styles(self) -> dict[tuple[str, bool, bool], Style]:
        return {}

    def hue(self, depth: int) -> str:
        """The colour of the bar at a depth."""
        return self.hues[depth % len(self.hues)]

    def hue_of_bar(self, depth: int, name: str) -> str:
        """The colour of the bar of a reply."""
        return self.hue_of(name) if self.bars == "author" else self.hue(depth)

    def hue_of(self, name: str) -> str:
        """The colour of a person, the same in every thread."""
        return self.hues[sum(name.encode()) % len(self.hues)]


_BOLD, _ITALIC = Style(bold=True), Style(italic=True)


def _ground(under: str) -> Style:
    """What lies under text, from a colour or a style."""
    color = under == "default" or (under.startswith("#") and " " not in under)
    return Style(bgcolor=under) if color else Style.parse(under)


DARK = Look(
    name="dark",
    dark=True,
    paper="#17191e",
    ink="#cfd2d8",
    bright="#f3f4f6",
    faint="#8d939d",
    rule="#3a3f4a",
    accent="#e5b567",
    tint="#242832",
    lit="#5a4715",
    match="#34482f",
    code="#a9c7a0",
    link="#8fb4e8",
    hues=("#7ba4e6", "#d0a75c", "#5fb3ac", "#bd8bd0", "#9cbb6b", "#dd8f78"),
)

LIGHT = Look(
    name="light",
    dark=False,
    paper="#fbfaf6",
    ink="#2d2f36",
    bright="#0c0d10",
    faint="#656972",
    rule="#cfccc2",
    accent="#935c00",
    tint="#efece2",
    lit="#ffe7a3",
    match="#d9efcf",
    code="#3a6b35",
    link="#1f5fa8",
    hues=("#2f68b8", "#8c6000", "#1b746e", "#8a4aa3", "#54721b", "#ab4d36"),
)

TERMINAL = Look(
    name="terminal",
    dark=True,
    paper="default",
    ink="default",
    bright="bold",
    faint="dim",
    rule="dim",
    accent="magenta",
    tint="none",
    lit="not dim black on yellow",
    match="not dim black on cyan",
    code="green",
    link="blue",
    hues=("blue", "yellow", "cyan", "magenta", "green", "red"),
    current="not dim bold underline black on magenta",
    chip_style="bold reverse",
    quoted="none",
)
"""The 16 colours that a terminal has in its own scheme, on whatever paper."""

CONTRAST = Look(
    name="contrast",
    dark=True,
    paper="#000000",
    ink="#ffffff",
    bright="bold #ffffff",
    faint="#d4d4d4",
    rule="#9a9a9a",
    accent="#ffd700",
    tint="#1c1c4a",
    lit="#000000 on #ffd700",
    match="#000000 on #7fffd4",
    code="#b6ffb6",
    link="#9fd0ff",
    hues=("#7fb2ff", "#ffc94d", "#5ff0e0", "#ff9cf0", "#b9ff5c", "#ffa894"),
    quoted="none",
)

MONO = Look(
    name="mono",
    dark=True,
    paper="default",
    ink="default",
    bright="bold",
    faint="dim",
    rule="dim",
    accent="bold",
    tint="none",
    lit="reverse",
    match="bold",
    code="none",
    link="none",
    hues=("default",),
    current="not dim bold reverse underline",
    chip_style="bold reverse",
    quoted="none",
)
"""No colours: what stands out does by weight, underlining and reversal."""

LOOKS: Mapping[str, Look] = {look.name: look for look in (DARK, LIGHT, TERMINAL, CONTRAST, MONO)}
