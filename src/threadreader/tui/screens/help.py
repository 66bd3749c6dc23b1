"""Help and palette over the key table.

The help shows the main keys and the signs of where the reader is, then all keys, filtered as a query is typed. The
command palette has every action, those that a key does there first, the themes, and the settings.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import zip_longest
from operator import itemgetter
from pathlib import Path
from typing import Any, ClassVar, Final

from msgspec import Struct
from msgspec.structs import asdict, replace
from rich.text import Text
from textual.app import ComposeResult
from textual.command import CommandList, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click, Resize
from textual.widgets import Input, Static

from threadreader.config import Config
from threadreader.render.width import cell_width, fit_parts, wrap_text
from threadreader.tui.internals import SteadyPalette
from threadreader.tui.keys import LETTER, Context, Key, Keymap, active_contexts, format_keys
from threadreader.tui.screens.base import ClosingScreen, KeyScreen, TextDialog
from threadreader.tui.theme import THEMES, Setup, Theme
from threadreader.tui.widgets.prompt import TITLE_FRAME, Prompt, Question, TextBox

_GUTTER = 3  # cells between the two columns
_MIN_HELP_CELLS = 12  # two words, below which a help text is a word a line
_MIN_WIDTH = 60
"""Cells: room for the text in the frame."""

_GROUPED = {Context.EVERYWHERE, Context.PANES, Context.ARTICLE, Context.REPLIES, Context.LIST, Context.LIBRARY}
"""Contexts whose rows stand under the heading of their group; those of each other one under its name."""


class _Columns(Struct, frozen=True):
    """Widths of the parts of a row, in cells."""

    margin: int
    keys: int
    text_width: int

    @property
    def hanging(self) -> int:
        return self.margin + self.keys + self.margin

    @property
    def whole(self) -> int:
        return self.hanging + self.text_width


class Page(Struct, frozen=True):
    """Laid out help, and its width in cells."""

    text: Text
    width: int


def lay_out(rows: Sequence[Key], room: int, context: Context, theme: Theme, query: str = "") -> Page:
    """Lay out the rows matching a query; those active in the context come first, all others are faint."""
    contexts = active_contexts(context)
    rows = list(_reached(rows, contexts))
    columns = _columns([(key_column(row), row.help) for row in rows], room)
    two = 2 * columns.whole + _GUTTER <= room
    width = columns.whole * 2 + _GUTTER if two else min(room, max(columns.whole, _MIN_WIDTH))
    matching = [row for row in rows if _matches(row, query)]
    if not matching:
        return Page(Text(f"no key matches {query}", theme.faint), width)
    groups = [sorted(group, key=lambda row: row.context not in contexts) for group in _by_heading(matching)]
    groups.sort(key=lambda group: min(_distance(row, contexts) for row in group))
    parts = [list(_group_lines(group, columns, context, theme)) for group in groups]
    if two and len(parts) > 1:
        return Page(_join_columns(*_halves(parts), columns.whole), width)
    return Page(Text("\n").join(_stacked(parts)), width)


MAIN = {Context.ARTICLE: "thread", Context.REPLIES: "thread", Context.LIBRARY: "library"}
"""Screens with so many keys that those that matter most are shown first: their tables in `help.toml`."""


def _help_tables() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).parent.with_name("help.toml").read_text(encoding="utf-8"))


def lay_out_main(keymap: Keymap, room: int, context: Context, theme: Theme) -> Page:
    """Lay out the keys of a screen that matter most, and its signs where they are no words."""
    signs, ids = itemgetter("signs", "keys")(_help_tables()[MAIN[context]])
    helps = {row.id: row.help for row in keymap.rows}
    named = [(keymap.labels(*group), helps[group[0]]) for group in ids]
    parts = [("Keys", [(keys, does) for keys, does in named if keys])]
    if not theme.signs.cursor:
        parts.append(("Signs", [(sign.format(**asdict(theme.signs)), means) for sign, means in signs]))
    columns = _columns([row for _, part in parts for row in part], room)
    lines: list[Text] = []
    for title, part in parts:
        lines += [*([Text()] if lines else []), Text(title, style=f"bold {theme.accent}")]
        lines += [line for row in part for line in _row_lines(*row, columns, theme.bright, theme.ink)]
    width = max(line.cell_len for line in lines)
    return Page(Text("\n").join(lines), min(room, max(_MIN_WIDTH, width)))


def _reached(rows: Sequence[Key], contexts: Sequence[Context]) -> Iterator[Key]:
    """Rows of the active contexts with the keys that no nearer one takes, and all others as they are."""
    if contexts == tuple(Context):  # of no screen
        yield from rows
        return
    nearest: dict[str, Context] = {}
    for row in sorted((row for row in rows if row.context in contexts), key=lambda row: contexts.index(row.context)):
        nearest |= {key: row.context for key in row.keys if key not in nearest}
    for row in rows:
        keys = tuple(key for key in row.keys if row.context not in contexts or nearest[key] is row.context)
        if keys or not row.keys:
            yield replace(row, keys=keys)


def _distance(row: Key, contexts: Sequence[Context]) -> int:
    """Distance of a row's context from the nearest; both panes count as one, and what is not active is last."""
    if row.context is Context.PANES and Context.PANES in contexts:
        return 0
    return contexts.index(row.context) if row.context in contexts else len(contexts)


def key_column(row: Key) -> str:
    """Keys of a row as the help shows them."""
    return " ".join(map(format_keys, row.keys)) or "·"


def _heading(row: Key) -> str:
    """Heading of a row: its group, or its context if that has a heading of its own."""
    return row.group if row.context in _GROUPED else row.context.capitalize()


def _by_heading(rows: Sequence[Key]) -> Sequence[Sequence[Key]]:
    by_heading: dict[str, list[Key]] = {}
    for row in rows:
        by_heading.setdefault(_heading(row), []).append(row)
    return list(by_heading.values())


def _matches(row: Key, query: str) -> bool:
    searched = " ".join((row.help, row.id, row.finds, _heading(row), key_column(row), *row.keys)).casefold()
    return all(word in searched for word in query.casefold().split())


def _group_lines(rows: Sequence[Key], columns: _Columns, context: Context, theme: Theme) -> Iterator[Text]:
    yield Text(_heading(rows[0]), style=f"bold {theme.accent}")
    for row in rows:
        works = row.context in active_contexts(context)
        bright, ink = (theme.bright, theme.ink) if works else (theme.faint, theme.faint)
        yield from _row_lines(key_column(row), row.help, columns, bright, ink)


def _row_lines(keys: str, does: str, columns: _Columns, bright: str, ink: str) -> Iterator[Text]:
    head = " " * columns.margin + keys
    for start, end in wrap_text(does, columns.text_width):
        gap = " " * (columns.hanging - cell_width(head))
        yield Text.assemble((head + gap, bright), (does[start:end], ink))
        head = ""


def _columns(rows: Sequence[tuple[str, str]], room: int) -> _Columns:
    """Fit the columns to the longest keys and texts, within the room."""
    keys = max(cell_width(key) for key, _ in rows)
    text_width = max(cell_width(does) for _, does in rows)
    margin = 2 if keys + text_width + 4 <= room else 1
    return _Columns(margin, keys, min(text_width, max(_MIN_HELP_CELLS, room - keys - 2 * margin)))


def _halves(parts: Sequence[Sequence[Text]]) -> tuple[list[Text], list[Text]]:
    """Split the groups into two columns of about the same height."""
    splits = [(_stacked(parts[:cut]), _stacked(parts[cut:])) for cut in range(1, len(parts))]
    return min(splits, key=lambda split: max(map(len, split)))


def _stacked(parts: Sequence[Sequence[Text]]) -> list[Text]:
    """Join the groups with blank lines."""
    return [line for number, part in enumerate(parts) for line in ([Text(), *part] if number else part)]


def _join_columns(left: Sequence[Text], right: Sequence[Text], width: int) -> Text:
    """Join two columns; `width` is that of the first."""
    lines = []
    for one, other in zip_longest(left, right, fillvalue=Text()):
        gap = " " * (width + _GUTTER - one.cell_len) if other else ""
        lines.append(Text.assemble(one, gap, other))
    return Text("\n").join(lines)


_FRAME = 5
"""Columns of border, padding and scrollbar."""


class HelpScreen(TextDialog[None]):
    """The main keys and the signs of the context `about`; then every key, grouped, those active in it first."""

    own_context = Context.HELP

    def __init__(self, setup: Setup, about: Context = Context.EVERYWHERE) -> None:
        super().__init__(setup)
        self._about = about
        self._query = ""
        self._shows_all = about not in MAIN
        self.commands |= {"help": self._show_more, "search": self._find}

    def compose(self) -> ComposeResult:
        with Vertical(id="help") as box:
            box.border_title = "Keys"
            with TextBox(id="help-box"):
                yield Static(id="help-text", markup=False)
            yield Prompt()

    def on_mount(self) -> None:
        """Lay the keys out before the box is drawn for the first time."""
        self._lay_out(self.app.size.width - _FRAME)

    def on_resize(self, event: Resize) -> None:
        self._lay_out(event.size.width - _FRAME)

    def back_out(self) -> str:
        """Show all keys again, or close."""
        return self._show_only("") if self._query else self.close_with()

    def show_message(self, message: str) -> None:
        more = () if self._shows_all else (("app.help", "all keys"),)
        closes = ("app.back-out", "all" if self._query else "close")
        keys = self.hints.add_to("", *more, ("help.find", "find"), closes)
        file = self.setup.config_file
        box = self.query_one("#help")
        # As text: the query, keys and the name of the file are no markup.
        box.border_title = Content(f"Keys · {self._query}" if self._query else "Keys")
        words = message or " · ".join(filter(None, (keys, str(file or ""))))
        box.border_subtitle = Content(fit_parts(words, self.app.size.width - TITLE_FRAME))

    def _show_only(self, query: str) -> str:
        self._query = query.strip()
        self._shows_all = self._shows_all or bool(self._query)
        self._lay_out(self.size.width - _FRAME)
        self.query_one(TextBox).scroll_home(animate=False)
        return ""

    def _show_more(self) -> str:
        """Show all keys; where they are shown, close."""
        if self._shows_all:
            return self.close_with()
        self._shows_all = True
        return self._show_only("")

    def _find(self) -> str:
        show = self._show_only
        return self.ask(Question("/", show, show, given_up=lambda: show("")), self._query)

    def _lay_out(self, room: int) -> None:
        if self._shows_all:
            page = lay_out(self.setup.keymap.rows, room, self._about, self.theme, self._query)
        else:
            page = lay_out_main(self.setup.keymap, room, self._about, self.theme)
        if not self.theme.signs.cursor:
            self.query_one("#help").styles.width = page.width + _FRAME
        self.query_one("#help-text", Static).update(page.text)
        self.show_message("")


_LACKS: Final[Mapping[Context, str]] = {
    Context.PANES: "only in a thread",
    Context.ARTICLE: "only in an article",
    Context.REPLIES: "needs a reply",
    Context.LIBRARY: "only in the library",
    Context.SELECTION: "needs selected text",
}
"""Why an action does not work elsewhere."""

_COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {"app.leave": ("q", "w", "wq", "x", "quit")}
"""What vi calls an action behind the colon that opens the palette."""

_MANY_KEYS_FROM = 60  # columns; below, several keys would leave no room for what they do
_MAX_OFFERED = 8  # rows of the palette before something is typed
_SMALL_WORDS = ("a", "an", "and", "as", "at", "by", "for", "in", "is", "of", "or", "the", "this", "to", "what")

# What a word of a query counts among the synonyms, 1 being one of the label; how much a word of the label counts that
# was not asked for, what a row gains if the first one was, and what a word counts that is the beginning of another. Set
# by what people type, which the palette's tests have: without any of the four some of that leads elsewhere.
_SYNONYM, _UNASKED, _FIRST, _BEGINNING = 0.7, 0.3, 0.1, 0.6

# Added for a key or a command of vi, for all words of the query, and for all words in a row that does not work here.
_EXACT, _ALL, _ELSEWHERE = 100.0, 20.0, 10.0


class _Row(Struct, frozen=True):
    """Row of the palette: what it does, its action, other words that find it, its keys, why it does not work here."""

    text: str
    act: Callable[[], Any]
    synonyms: str
    keys: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    lacks: str = ""

    def score(self, query: str) -> float:
        """How well the row fits a query, by the beginnings of words in any order; 0.0 if it has none of them."""
        if query in self.keys or query in self.commands:
            return 0.0 if self.lacks else _EXACT
        typed, label, synonyms = _words(query), _words(re.sub(r"\(.*?\)|;.*", "", self.text)), _words(self.synonyms)
        counts = [max(_begins(word, label), _SYNONYM * _begins(word, synonyms)) for word in typed]
        unasked = sum(not any(map(word.startswith, typed)) for word in label)
        fit = sum(counts) / (max(1, len(typed)) + _UNASKED * unasked)
        fit += _FIRST * any(_begins(word, label[:1]) for word in typed)
        if typed and all(counts):
            return fit + (_ELSEWHERE if self.lacks else _ALL)
        return 0.0 if self.lacks else fit


def _begins(word: str, words: Sequence[str]) -> float:
    """How much a word counts: 1 where it is one of the words, less where it only begins one."""
    return float(word in words) or _BEGINNING * any(one.startswith(word) for one in words)


def _words(text: str) -> list[str]:
    """Words of a text in lower case, without small ones unless there are no others, each without its plural s."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return [word.removesuffix("s") for word in words if word not in _SMALL_WORDS] or words


class Actions(Provider):
    """Provider of the key table's rows, those that the screen below can run first, of themes and of settings."""

    async def discover(self) -> Hits:
        """Yield the actions that fit the place."""
        near = {key.id: key for key in self.actions()}
        offered = _help_tables().get(str(self._below.context), {}).get("palette", near)
        rows = [self._of_key(near[name]) for name in offered if name in near and self._below.fits(name)]
        for row, keys in self._with_keys(rows[:_MAX_OFFERED]):
            yield DiscoveryHit(Content.assemble(keys, row.text), row.act, row.text)

    async def search(self, query: str) -> Hits:
        """Yield the rows with all words of the query, or where there are none those with some."""
        rows = [*map(self._of_key, self.actions()), *self._themes(), *self._settings(), *self._elsewhere()]
        scores = [(row.score(query), row) for row in rows]
        least = _ELSEWHERE if any(score >= _ELSEWHERE for score, _ in scores) else _FIRST
        found = [(score, row) for score, row in scores if score >= least]
        beginnings, style = rf"(?i)\b({'|'.join(_words(query))})", self.match_style or ""
        for (score, _), (row, typed) in zip(found, self._with_keys([row for _, row in found]), strict=True):
            words = Content(row.text).highlight_regex(beginnings, style=style)
            shown = Content.assemble(typed, words, f" · {row.lacks}" * bool(row.lacks))
            yield Hit(score, shown.stylize("dim") if row.lacks else shown, row.act, row.text)

    @property
    def _below(self) -> KeyScreen[Any]:
        assert isinstance(self.screen, KeyScreen), "the palette is opened from such a screen"
        return self.screen

    def actions(self) -> list[Key]:
        """Rows of the key table that can be run, the nearest context first."""
        rows = self._below.setup.keymap.rows
        near = [key for context in self._below.reachable_contexts for key in rows if key.context is context]
        return [key for key in near if key.act != "palette" and key.keys != (LETTER,)]

    def _elsewhere(self) -> Iterator[_Row]:
        """Rows that do not work here, each with the reason, but for those of which a row here says the same."""
        here = {key.help for key in self.actions()}
        for key in self._below.setup.keymap.rows:
            if key.context not in self._below.reachable_contexts and key.help not in here and key.keys != (LETTER,):
                lacks = _LACKS.get(key.context, f"only in {key.context}")
                yield replace(self._of_key(key), lacks=lacks, act=partial(self._below.show_message, lacks))

    def _with_keys(self, rows: Sequence[_Row]) -> list[tuple[_Row, tuple[str, str]]]:
        """The rows with their keys; in a narrow terminal one key each."""
        max_keys = None if self._below.app.size.width >= _MANY_KEYS_FROM else 1
        keys = [" ".join(row.keys[:max_keys]) for row in rows]
        room = max(map(len, keys), default=0) + 2
        return [(row, (typed.ljust(room), "dim")) for row, typed in zip(rows, keys, strict=True)]

    def _of_key(self, key: Key) -> _Row:
        keys, act = tuple(map(format_keys, key.keys)), partial(self._below.perform, key)
        return _Row(key.help, act, f"{key.id} {key.finds}", keys, _COMMANDS.get(key.id, ()))

    def _themes(self) -> Iterator[_Row]:
        if self._below.setup.colored:
            for name in THEMES:
                chosen = partial(self._below.post_message, KeyScreen.ThemeChosen(name))
                yield _Row(f"theme: {name}", chosen, "colours colors appearance settings")

    def _settings(self) -> Iterator[_Row]:
        file = self._below.setup.config_file
        for name in Config.__struct_fields__:
            show = partial(self._below.show_message, f"{name} is set in {file or 'config.toml'}")
            yield _Row(f"setting: {name}", show, "settings preferences options config configuration")


class _Found(CommandList):
    """Rows that the palette found, by now fewer than where a click was on the screen."""

    def on_click(self, event: Click) -> None:
        """Drop a click on what is no longer found: Textual would look for it."""
        if event.style.meta.get("option", -1) >= self.option_count:
            event.prevent_default()


class Palette(SteadyPalette, ClosingScreen[None]):
    """The command palette."""

    BINDINGS: ClassVar = [("ctrl+n", "cursor_down"), ("ctrl+p", "command_list('cursor_up')")]
    """The keys of shells and editors, besides the arrows."""

    def __init__(self) -> None:
        super().__init__([Actions], placeholder="find an action")

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            yield _Found() if isinstance(widget, CommandList) else widget

    def on_mount(self) -> None:
        """Set the icon before the input, and keep its cursor still as in the other inputs."""
        self.query_one(SearchIcon).icon = ":"
        self.query_one(Input).cursor_blink = False
