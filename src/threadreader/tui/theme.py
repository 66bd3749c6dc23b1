"""What things look like: the built-in themes, each a style for every part of the screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rich.style import Style
from textual.theme import Theme

from threadreader.model.blocks import Marks
from threadreader.render.lines import Role
from threadreader.session.highlights import Glow


@dataclass(frozen=True)
class Look:
    """One theme's colours, as `#rrggbb`; from them every style is made."""

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

    @cached_property
    def roles(self) -> Mapping[Role, Style]:
        """A style for each role of a run."""
        ink, faint = Style(color=self.ink), Style(color=self.faint)
        styles = dict.fromkeys(Role, ink)
        return styles | {
            Role.HEADING: Style(color=self.bright, bold=True),
            Role.QUOTE: Style(color=self.ink, italic=True),
            Role.QUOTE_BAR: Style(color=self.accent),
            Role.ATTRIBUTION: Style(color=self.faint, italic=True),
            Role.SOURCE: faint,
            Role.CODE: Style(color=self.code),
            Role.CODE_LABEL: faint,
            Role.BULLET: faint,
            Role.TABLE_HEADER: Style(color=self.bright, bold=True),
            Role.TABLE_RULE: Style(color=self.rule),
            Role.IMAGE: faint,
            Role.CAPTION: Style(color=self.faint, italic=True),
            Role.RULE: Style(color=self.rule),
            Role.PASSAGE: Style(color=self.bright, bgcolor=self.lit, bold=True),
            Role.PEEK_FRAME: Style(color=self.accent),
        }

    @cached_property
    def marks(self) -> Mapping[Marks, Style]:
        """A style for each mark, laid over the role's."""
        return {
            Marks.EMPHASIS: Style(italic=True),
            Marks.STRONG: Style(bold=True),
            Marks.CODE: Style(color=self.code),
            Marks.STRIKE: Style(strike=True),
            Marks.UNDERLINE: Style(underline=True),
            Marks.SPOILER: Style(dim=True),
        }

    @cached_property
    def glows(self) -> Mapping[Glow, Style]:
        """A style for each reason to stand out, laid over the rest.

        Each differs also without colour, but for quoted passages, which have their count in the margin.
        """
        return {
            Glow.QUOTED: Style(color=self.bright),
            Glow.PICKED: Style(bgcolor=self.tint, underline=True, bold=True),
            Glow.LIT: Style(bgcolor=self.lit, color=self.bright, bold=True),
            Glow.MATCH: Style(bgcolor=self.match, underline=True),
            Glow.CURRENT_MATCH: Style(bgcolor=self.accent, color=self.paper, bold=True, reverse=False, underline=True),
        }

    def style(self, color: str, *, tint: bool = False, bold: bool = False) -> Style:
        """A colour on paper, or on the tint of what is in focus."""
        key = (color, tint, bold)
        if key not in self._styles:
            self._styles[key] = Style(color=color, bgcolor=self.tint if tint else self.paper, bold=bold)
        return self._styles[key]

    @cached_property
    def chip(self) -> Style:
        """The label of the article's author."""
        return Style(color=self.paper, bgcolor=self.accent, bold=True)

    @cached_property
    def _styles(self) -> dict[tuple[str, bool, bool], Style]:
        return {}

    def hue(self, depth: int) -> str:
        """The colour of the bar at a depth."""
        return self.hues[depth % len(self.hues)]

    def hue_of(self, name: str) -> str:
        """The colour of a person, the same in every thread."""
        return self.hues[sum(name.encode()) % len(self.hues)]

    @property
    def textual(self) -> Theme:
        """The same colours for Textual's own widgets."""
        return Theme(
            name=self.name,
            primary=self.hues[0],
            secondary=self.hues[2],
            accent=self.accent,
            foreground=self.ink,
            background=self.paper,
            surface=self.paper,
            panel=self.tint,
            dark=self.dark,
        )


DARK = Look(
    name="dark",
    dark=True,
    paper="#17191e",
    ink="#cfd2d8",
    bright="#f3f4f6",
    faint="#878d98",
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
    faint="#70747e",
    rule="#cfccc2",
    accent="#a86a00",
    tint="#efece2",
    lit="#ffe7a3",
    match="#d9efcf",
    code="#3a6b35",
    link="#1f5fa8",
    hues=("#2f68b8", "#9a6a00", "#1d7f78", "#8a4aa3", "#5d7f1e", "#b5523a"),
)

LOOKS: Mapping[str, Look] = {look.name: look for look in (DARK, LIGHT)}
