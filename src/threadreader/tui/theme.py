"""Themes: colours, and the styles of every part of the screen made from them; and the setup of the screens.

A theme is designed anew for terminals of 256 and of 16 colours: the nearest colours there make slabs of its tints.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path

from msgspec import Struct, convert, field
from msgspec.structs import replace
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from threadreader.config import AUTO_THEME, Config
from threadreader.model.annotation import COLORS
from threadreader.model.blocks import Marks
from threadreader.preferences import Preferences
from threadreader.render.lines import Role
from threadreader.session import Session, Settings
from threadreader.session.arrangement import MAX_TEXT_COLUMNS, MIN_TEXT_COLUMNS, LayoutPreferences
from threadreader.session.decorations import HighlightKind
from threadreader.tui.keys import Keymap, make_keymap


class Signs(Struct, frozen=True):
    """A sign set: signs of reply states, and replacements of all other drawn characters by code point."""

    name: str
    unread: str = "●"
    starred: str = "★"
    noted: str = "✎"
    marked: str = "◆"
    muted: str = "muted"
    new: str = "new"
    edited: str = "~"
    gone: str = "✝"
    folded: str = "▸"
    unfolded: str = "▾"
    hidden: str = "↩"
    deeper: str = "⋯"
    """Sign before the level of a reply that is not indented further."""
    stored: str = "⌂"
    focused: str = ""
    """Sign before the focused author where no bar shows the focus."""
    quoted: str = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
    votes: tuple[str, str] = ("▲", "▼")
    """Before votes, and before those that are less than none."""
    cursor: bool = False
    """True if the terminal's cursor follows the reader, for screen readers."""
    replacements: Mapping[int, str] = {}

    def translate(self, segments: Sequence[Segment]) -> list[Segment]:
        """Replace the signs of a row's segments, which keeps its width."""
        if not self.replacements:
            return list(segments)
        if any(_ELLIPSIS in segment.text for segment in segments):
            segments = _with_dots(segments)
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(segment.text.translate(self.replacements), segment.style)
            for segment in segments
        ]


_ELLIPSIS = "…"
_PLAIN = re.compile(r"[A-Za-z0-9 ,.]*")
_ROOM = re.compile(r"[^│]*?(?= {3})")
"""Up to spaces, in the same pane, that can lack two."""


def _with_dots(segments: Sequence[Segment]) -> list[Segment]:
    """Write an ellipsis as three dots: over spaces that follow in the row, else over the two characters before it."""
    cells = [(character, segment) for segment in segments for character in segment.text]
    for at in reversed([index for index, (character, _) in enumerate(cells) if character == _ELLIPSIS]):
        text = "".join(character for character, _ in cells)
        dot = (".", cells[at][1])
        if room := _ROOM.match(text, at + 1):
            del cells[room.end() : room.end() + 2]
            cells[at : at + 1] = [dot] * 3
        elif at > 1 and _PLAIN.fullmatch(text, at - 2, at):
            cells[at - 2 : at + 1] = [dot] * 3
    row = []
    for _, run in groupby(cells, lambda cell: id(cell[1])):
        characters, (segment, *_) = zip(*run, strict=True)
        row.append(Segment("".join(characters), segment.style, segment.control))
    return row


def _load_signs() -> Mapping[str, Signs]:
    tables = tomllib.loads(Path(__file__).with_name("signs.toml").read_text(encoding="utf-8"))
    sets = {}
    for name, table in tables.items():
        replaced = {ord(sign): text for text, signs in table.pop("replaced", {}).items() for sign in signs}
        sets[name] = convert({"name": name, "replacements": replaced, **table}, Signs)
    return sets


SIGNS = _load_signs()


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
    added: str
    removed: str
    hues: tuple[str, ...]
    pens: tuple[str, ...]
    """Highlights of the reader: yellow, green, blue, pink. The margin has the letter of each."""
    current: str = ""
    """Current match; "" for the accent as background."""
    chip_style: str = ""
    """Label of the original poster; "" for the accent as background."""
    quoted: str = ""
    """Quoted passages; "" for `bright`. The margin counts them as well."""
    signs: Signs = SIGNS["lines"]
    bars: str = "depth"
    """Meaning of the colour of a reply's bar: "depth" or "author"."""

    @cached_property
    def roles(self) -> Mapping[Role, Style]:
        """Style by role of a run."""
        ink, faint = Style.parse(self.ink), Style.parse(self.faint)
        heading = Style.parse(self.bright) + _BOLD
        styles = dict.fromkeys(Role, ink)
        styles |= dict.fromkeys((Role.HEADING, Role.TABLE_HEADER), heading)
        styles |= dict.fromkeys((Role.SIGN, Role.PEEK_FRAME), Style.parse(self.accent))
        styles |= dict.fromkeys((Role.QUOTE_BAR, Role.SOURCE, Role.CODE_LABEL, Role.BULLET, Role.IMAGE), faint)
        styles |= dict.fromkeys((Role.ATTRIBUTION, Role.CODE_COMMENT, Role.CAPTION), faint + _ITALIC)
        styles |= dict.fromkeys((Role.TABLE_RULE, Role.RULE), Style.parse(self.rule))
        return styles | {
            Role.QUOTE: ink + _ITALIC,
            Role.CODE: Style.parse(self.code),
            Role.CODE_KEYWORD: Style.parse(self.hue(3)) + _BOLD,
            Role.CODE_NAME: Style.parse(self.hue(0)),
            Role.CODE_STRING: Style.parse(self.hue(4)),
            Role.CODE_NUMBER: Style.parse(self.hue(1)),
            Role.ADDED: Style.parse(self.added),
            Role.REMOVED: Style.parse(self.removed),
            Role.PASSAGE: heading + _ground(self.highlight),
        }

    @cached_property
    def marks(self) -> Mapping[Marks, Style]:
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
        return _ground(self.paper) + (_ground(self.tint) if tint else Style.null())

    @cached_property
    def link_style(self) -> Style:
        return Style.parse(self.link) + Style(underline=True)

    @cached_property
    def chip(self) -> Style:
        accent = Style.parse(self.accent).color
        return Style.parse(self.chip_style) if self.chip_style else Style(color=self.paper, bgcolor=accent, bold=True)

    @cached_property
    def _styles(self) -> dict[tuple[str, bool, bool], Style]:
        return {}

    @cached_property
    def run_styles(self) -> dict[tuple[object, ...], Style]:
        """Styles of runs that were drawn."""
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


def _load_themes() -> Mapping[ColorSystem, Mapping[str, Theme]]:
    """The themes of `themes.toml` by name, for each number of colours in which they can be shown."""
    themes: dict[ColorSystem, dict[str, Theme]] = {colors: {} for colors in ColorSystem}
    tables = tomllib.loads(Path(__file__).with_name("themes.toml").read_text(encoding="utf-8"))
    for name, table in tables.items():
        changes = {ColorSystem.TRUECOLOR: {}, ColorSystem.EIGHT_BIT: table.pop("256", {})}
        if "16" in table:
            changes[ColorSystem.STANDARD] = table.pop("16")
        for colors, changed in changes.items():
            themes[colors][name] = convert({"name": name, **table, **changed}, Theme)
    return themes


_THEMES = _load_themes()

THEMES = _THEMES[ColorSystem.TRUECOLOR]
DARK, LIGHT, MONO = THEMES["dark"], THEMES["light"], THEMES["mono"]


def themes_in(colors: ColorSystem) -> Mapping[str, Theme]:
    """The themes of a terminal by name; where it has 16 colours, these are its own, in every theme but two."""
    return _THEMES[colors] or _THEMES[ColorSystem.STANDARD]


def find_theme(name: str, colors: ColorSystem) -> Theme:
    """The theme of a name in a terminal; that of the terminal's own colours where it has too few for it."""
    return themes_in(colors).get(name, THEMES["terminal"])


class Setup(Struct, frozen=True):
    """Settings shared by all screens; `config_file` is shown in the help."""

    theme: Theme
    config: Config = field(default_factory=Config)
    keymap: Keymap = field(default_factory=Keymap)
    config_file: Path | None = None
    colored: bool = True
    """False under NO_COLOR."""
    colors: ColorSystem = ColorSystem.TRUECOLOR
    """Colours of the terminal."""
    is_light: bool = False
    """True if the terminal told that its background is light."""
    theme_name: str = AUTO_THEME
    """The chosen theme, perhaps by the background."""
    preferences: Preferences = field(default_factory=Preferences)
    named: frozenset[str] = frozenset()
    """Settings in the configuration file, which override saved preferences."""

    def themed(self, name: str) -> "Setup":
        chosen = (LIGHT if self.is_light else DARK).name if name == AUTO_THEME else name
        theme = find_theme(chosen, self.colors) if self.colored else MONO
        return replace(self, theme=replace(theme, signs=self.theme.signs, bars=self.theme.bars), theme_name=name)

    def next_theme(self) -> str:
        """Name of the theme after the chosen one, without those that look the same in this terminal."""
        names = list(themes_in(self.colors))
        if self.colors is not ColorSystem.STANDARD:
            names.append(AUTO_THEME)
        at = names.index(self.theme_name if self.theme_name in names else self.theme.name) + 1
        others = (name for name in (*names[at:], *names[:at]) if self.themed(name).theme != self.theme)
        return next(others, self.theme_name)


def make_setup(
    config: Config,
    config_file: Path | None = None,
    *,
    colored: bool = True,
    colors: ColorSystem = ColorSystem.TRUECOLOR,
    is_light: bool = False,
    preferences: Preferences | None = None,
    named: frozenset[str] = frozenset(),
) -> tuple[Setup, tuple[str, ...]]:
    """Merge configuration and preferences; also returns the errors of the key settings."""
    keymap, problems = make_keymap(config.preset, config.keys, config.commands)
    preferences = preferences or Preferences()
    chosen = "" if "theme" in named else preferences.theme
    setup = Setup(
        replace(DARK, signs=SIGNS[config.signs], bars=config.bars),
        config,
        keymap,
        config_file,
        colored=colored,
        colors=colors,
        is_light=is_light,
        preferences=preferences,
        named=named,
    )
    return setup.themed(chosen if chosen in (*THEMES, AUTO_THEME) else config.theme), problems


def layout_preferences(preferences: Preferences) -> LayoutPreferences:
    """Saved division of the terminal."""
    saved = preferences.article_share, preferences.short_article_share
    share, short = (part if 0 < part < 1 else None for part in saved)
    return LayoutPreferences(share=share, short_share=short, strip=preferences.strip, ancestors=preferences.ancestors)


def text_settings(preferences: Preferences, defaults: Settings, named: frozenset[str]) -> Settings:
    """Saved text widths where the configuration file has none."""
    article, reply = (
        width if MIN_TEXT_COLUMNS <= width <= MAX_TEXT_COLUMNS and name not in named else getattr(defaults, name)
        for name, width in (("article_width", preferences.article_width), ("reply_width", preferences.reply_width))
    )
    return replace(defaults, article_width=article, reply_width=reply)


def remember_layout(session: Session, preferences: Preferences) -> None:
    """Store the division and text widths of a session in the preferences."""
    layout, settings, defaults = session.preferences, session.settings, session.default_settings
    preferences.article_share, preferences.short_article_share = layout.share or 0.0, layout.short_share or 0.0
    preferences.strip, preferences.ancestors = layout.strip, layout.ancestors
    article, reply = settings.article_width, settings.reply_width
    preferences.article_width = article if article != defaults.article_width else 0
    preferences.reply_width = reply if reply != defaults.reply_width else 0
