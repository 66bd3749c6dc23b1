"""Actions on a selection, begun in the article or a reply and extended as in vim; and on the list of notes."""

from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace

from threadreader.model.annotation import COLORS, MAX_NOTE_CHARS, MAX_PASSAGE_CHARS, Annotation, Located, new_id
from threadreader.model.quote import NOBODY, Anchor
from threadreader.model.text import counted
from threadreader.render.lines import Role
from threadreader.session import ARTICLE, LinkHighlight, Pane, Session, selection
from threadreader.session.actions import copying, lists
from threadreader.session.actions.copying import Selected, selected_range
from threadreader.session.actions.lists import Table
from threadreader.session.decorations import order_of_note
from threadreader.session.layout import QuotedText
from threadreader.session.lists import NAME_SHARE, Column, excerpt, max_cells
from threadreader.session.selection import Motion, Selection, drawn_lines, line_at_end
from threadreader.session.state import BACK, Copy, Keep
from threadreader.session.viewport import Spot

_HINTS = (
    ("select.mark", "highlights"),
    ("select.note", "notes"),
    ("select.cite", "copies with its source"),
    ("select.word-end", "adds a word"),
)
_TEXT_BEGINS, _TEXT_ENDS = "start of the text", "end of the text"
COLORS_KNOWN = f"colours 1 to {len(COLORS)}: {', '.join(COLORS)}"


def begin(session: Session, _count: int | None) -> str:
    """Begin a selection at the first line in view of the article or the reply."""
    index = session.index
    if index != ARTICLE and index in session.replies.outline.short:
        return session.keys.add_to("collapsed", ("fold.open", "expands it"))
    session.close_peek()
    begun = Selection.of(session, index)
    if not begun.blocks:
        return "no text to select"
    begun.origin, begun.end = _found(session, begun) or _first_in_view(session, begun)
    return _start(session, begun)


def _found(session: Session, begun: Selection) -> tuple[int, int] | None:
    """The first and last character of what was searched for, or of the quoted passage that was followed."""
    search, link = session.active_search, session.link_highlight
    if search and search.at.position == begun.index:
        return search.at.start, search.at.end - 1
    owner = None if begun.index == ARTICLE else session.opened.skeleton.ids[begun.index]
    ends = (link.passage, link.quotation) if link else ()
    starts = {leaf.path: leaf.start for leaf in begun.blocks}
    found = ((starts[at.path] + at.start, starts[at.path] + at.end - 1) for at in ends if at.owner == owner)
    return next(found, None)


def _first_in_view(session: Session, begun: Selection) -> tuple[int, int]:
    """The first character in the window, twice."""
    window = session.window
    lines = drawn_lines(session, begun, max(0, session.article.window.top.item - 1))
    shown = (line.first for line in lines if window.row_of(Spot(line.item, line.line)) is not None)
    first_shown = next(shown, lines[0].first if lines else begun.blocks[0].start)
    return first_shown, first_shown


def begin_whole(session: Session) -> bool:
    """Select all words of the article or the reply; False where there are none."""
    begun = Selection.of(session, session.index)
    if begun.blocks:
        begun.origin, begun.end = 0, len(begun.text) - 1
        session.selection = begun
    return bool(begun.blocks)


def take(session: Session, pane: Pane, selected: Iterable[Selected]) -> str:
    """Begin with what the mouse selected in a pane; where that has no words, as without it."""
    found = selected_range(session, pane, selected)
    if found is None:
        return begin(session, None)
    session.close_peek()
    session.pane = pane
    index, start, end = found
    if index != ARTICLE:
        session.replies.cursor = index
    begun = Selection.of(session, index)
    begun.origin, begun.end = start, end - 1
    return _start(session, begun)


def _start(session: Session, begun: Selection) -> str:
    session.selection = begun
    if begun.index != ARTICLE and session.quoted_text is not QuotedText.FULL:
        # The end may go into what is hidden.
        session.quoted_text = QuotedText.FULL
        session.lay_out_replies()
    return session.keys.add_to(session.color, *_HINTS)


def _move(session: Session, count: int | None, *, motion: Motion, refusal: str = _TEXT_ENDS) -> str:
    here = _selection(session)
    before, here.column = here.end, None
    for _ in range(count or 1):
        last_end, here.end = here.end, motion(here)
        if here.end == last_end:
            break
    after, here.end = here.end, before
    return _put(session, after, refusal)


def _to_line_end(session: Session, _count: int | None, *, last: bool) -> str:
    refusal = f"{'end' if last else 'start'} of the line"
    return _move(session, None, motion=lambda one: selection.line_ends(session, one)[last], refusal=refusal)


def _by_line(session: Session, count: int | None, *, by: int) -> str:
    position = selection.by_line(session, _selection(session), by * (count or 1))
    return _put(session, position, _TEXT_ENDS if by > 0 else _TEXT_BEGINS)


_back = partial(_move, refusal=_TEXT_BEGINS)
left, right = partial(_back, motion=selection.left), partial(_move, motion=selection.right)
previous_word, next_word = partial(_back, motion=selection.previous_word), partial(_move, motion=selection.next_word)
word_end = partial(_move, motion=selection.word_end)
sentence_begin = partial(_back, motion=selection.sentence_begin)
sentence_end = partial(_move, motion=selection.sentence_end)
paragraph_begin = partial(_back, motion=selection.paragraph_begin)
paragraph_end = partial(_move, motion=selection.paragraph_end)
first, last = partial(_back, motion=selection.text_begin), partial(_move, motion=selection.text_end)
line_begin, line_end = partial(_to_line_end, last=False), partial(_to_line_end, last=True)
up, down = partial(_by_line, by=-1), partial(_by_line, by=1)


def from_here(session: Session, _count: int | None) -> str:
    """Begin again at the end that moves."""
    here = _selection(session)
    here.origin = here.end
    return "selection starts here"


def other_end(session: Session, _count: int | None) -> str:
    """Move the other end from now on."""
    here = _selection(session)
    if here.origin == here.end:
        return "nothing selected yet"
    here.origin, here.end, here.column = here.end, here.origin, None
    _show_end(session, here)
    return ""


def extend_to(session: Session, position: int) -> str:
    """Select up to a position, as a click does."""
    return _put(session, position, "")


def color(session: Session, count: int | None) -> str:
    """The next colour, or the one of a number."""
    chosen = next_color(session.color, count)
    if chosen is None:
        return COLORS_KNOWN
    session.color = chosen
    return session.keys.add_to(session.color, *_HINTS)


def next_color(before: str, count: int | None) -> str | None:
    """The colour after another one, or the one of a number, None where there is none of that."""
    number = COLORS.index(before) + 1 if count is None else count - 1
    return COLORS[number % len(COLORS)] if count is None or number < len(COLORS) else None


def mark(session: Session, _count: int | None) -> str:
    """Highlight what is selected."""
    return annotate(session, "")


def annotate(session: Session, note: str) -> str:
    """Highlight what is selected, with a note; a note on a first character alone is on its whole paragraph."""
    here = _selection(session)
    if note.strip() and here.origin == here.end:
        leaf = here.leaf(here.end)
        here.origin, here.end = leaf.start, leaf.start + len(leaf.text) - 1
    start, end = here.range
    words = here.text[start:end]
    start, end = end - len(words.lstrip()), start + len(words.rstrip())
    if start >= end:
        return "no text selected: only spaces"
    if end - start > MAX_PASSAGE_CHARS:
        return f"{end - start:,} characters selected: a highlight takes at most {MAX_PASSAGE_CHARS:,}"
    owner = None if here.index == ARTICLE else session.opened.skeleton.ids[here.index]
    session.annotations.put(new_id(), Annotation.of(owner, here.text, start, end, session.color).with_note(note))
    session.selection = None
    session.effects.append(Keep())
    done = "noted" if note.strip() else "highlighted"
    return session.keys.add_to(f"{done}, {session.color}", ("notes.list", "lists all"))


def copy(session: Session, _count: int | None) -> str:
    """Copy what is selected, and end the selection."""
    here = _selection(session)
    start, end = here.range
    session.effects.append(Copy(here.text[start:end]))
    session.selection = None
    return f"copied: {end - start:,} character{'s' * (end - start != 1)}"


def _selection(session: Session) -> Selection:
    assert session.selection is not None, "these keys work in a selection"
    return session.selection


def _put(session: Session, position: int, refusal: str) -> str:
    here = _selection(session)
    if position == here.end:
        return refusal
    here.end = position
    _show_end(session, here)
    return ""


def _show_end(session: Session, here: Selection) -> None:
    line = line_at_end(session, here)
    if line:
        session.window.show(line.item, line.line, 1)


_REMOVED = "removed already"
_NO_NOTES = "no highlights or notes in this thread"
_ROOMY_COLUMNS = 60  # in fewer, the first letter of a colour has to do


Row = tuple[int, Located]
"""A comment, or the article, and an annotation of it."""


class Notes(Table[Row]):
    """The list of highlights and notes, in the order of the thread; last those whose passage was not found."""

    kind = "notes"

    def __init__(self, session: Session) -> None:
        self.removed: dict[str, Row] = {}
        self.session = session
        self.load()

    def load(self) -> None:
        """Read them again, after a change; those that were removed from here keep their rows."""
        annotations = self.session.annotations
        gone = (row for name, row in self.removed.items() if name not in annotations.all)
        rows = sorted([*annotations.in_order(), *gone], key=order_of_note)
        one = "note" if any(located.annotation.note for _, located in rows) else "highlight"
        columns = [
            Column[Row](self._name, Role.HEADING, share=NAME_SHARE),
            Column[Row](lambda row: "" if row[0] == ARTICLE else f"#{row[0] + 1:,}"),
            Column[Row](lambda row: row[1].annotation.color, cells=max_cells(COLORS), min_width=_ROOMY_COLUMNS),
            Column[Row](lambda row: row[1].annotation.color[0], cells=1, max_width=_ROOMY_COLUMNS - 1),
        ]
        if any(map(self.state, rows)):
            columns.append(Column(self.state, Role.ATTRIBUTION, len("edited since")))
        title = counted(1, one) if len(rows) == 1 else f"{len(rows):,} highlights and notes"
        super().__init__(self.session, title, rows, columns, _words, person=self._name)

    def show(self, number: int) -> None:
        """Scroll to the passage, or to the reply that had it."""
        session, (index, located) = self.session, self.rows[number]
        if located.range is None:
            if index != ARTICLE:
                session.show_reply(index)
            return
        path, start, end = session.runs(index, located.range.start, located.range.end)[0]
        anchor = Anchor(located.annotation.owner, path, start, end)
        session.show_anchor(anchor)
        session.link_highlight = LinkHighlight(anchor, anchor)

    def go(self, number: int) -> str:
        """Go to the passage."""
        _, located = self.rows[number]
        self.session.jumps.leave(self.session.location())
        self.show(number)
        note, exact = excerpt(located.annotation.note), excerpt(located.annotation.exact)
        if located.range is None:
            return self.session.keys.add_to(f"no longer on the page: “{exact}”", BACK)
        state = "edited since · " if located.range.edited else ""
        return self.session.keys.add_to(state + (note or "highlighted"), BACK)

    def _name(self, row: Row) -> str:
        if row[0] != ARTICLE:
            return self.session.opened.skeleton.names[row[0]] or NOBODY
        authors = self.session.opened.article.authors
        return authors[0].name if authors else "article"

    def state(self, row: Row) -> str:
        """Fate of a passage: "" where it stands as it was."""
        index, located = row
        if located.name not in self.session.annotations.all:
            return "removed"
        if located.range:
            return "edited since" if located.range.edited else ""
        return "not found" if index != ARTICLE or located.annotation.owner is None else "reply gone"


def _words(row: Row) -> str:
    one = row[1].annotation
    return " · ".join(filter(None, (excerpt(one.note), f"“{excerpt(one.exact)}”")))


def show_notes(session: Session, _count: int | None) -> str:
    """List highlights and notes, from the first one here on."""
    items = Notes(session)
    if not len(items):
        return session.keys.add_to(_NO_NOTES, ("select.begin", "selects text"))
    at = next((number for number, (index, _) in enumerate(items.rows) if index >= session.index), len(items) - 1)
    return lists.open_list(session, items, at=at, show=True)


def recolor(session: Session, count: int | None) -> str:
    """The next colour, or the one of a number."""
    _, (_, located) = lists.selected(session, Notes)
    if located.name not in session.annotations.all:
        return _REMOVED
    chosen = next_color(located.annotation.color, count)
    if chosen is None:
        return COLORS_KNOWN
    _store(session, located.name, replace(located.annotation, color=chosen))
    return chosen


def remove(session: Session, _count: int | None) -> str:
    """Remove the highlight and its note; again: put it back. Its row stays as long as the list is open."""
    items, (index, located) = lists.selected(session, Notes)
    if located.name not in session.annotations.all:
        _store(session, located.name, located.annotation)
        return "restored"
    items.removed[located.name] = index, located
    _store(session, located.name, None)
    return session.keys.add_to("removed", ("notes.remove", "again restores it"))


def cite(session: Session, count: int | None) -> str:
    """Copy the passage with its source, in the form of a number; what is not found, as it was when it was marked."""
    items, (index, located) = lists.selected(session, Notes)
    message, state = copying.copy_located(session, index, located, count), items.state((index, located))
    return f"{message} · {state}" if session.effects and state else message


def noted(session: Session) -> tuple[str, str]:
    """The identifier and the note that keys are about: of the row of the list, or of a selection, which has none."""
    if session.selection:
        return "", ""
    _, (_, located) = lists.selected(session, Notes)
    return located.name, located.annotation.note


def write(session: Session, name: str, text: str) -> str:
    """Set the note of an annotation, or highlight what is selected with it."""
    if len(text) > MAX_NOTE_CHARS:
        return f"{len(text):,} characters: a note takes at most {MAX_NOTE_CHARS:,}"
    if not name:
        return annotate(session, text)
    one = session.annotations.all.get(name)
    if one is None:
        return _REMOVED
    if one.with_note(text) == one:
        return "note unchanged"
    _store(session, name, one.with_note(text))
    return "note saved" if text.strip() else "note removed"


def _store(session: Session, name: str, annotation: Annotation | None) -> None:
    session.annotations.put(name, annotation)
    session.effects.append(Keep())
    if session.open_list and isinstance(session.open_list.items, Notes):
        session.open_list.items.load()
        names = [located.name for _, located in session.open_list.items.rows]
        lists.fit_rows(session, names.index(name) if name in names else 0)
