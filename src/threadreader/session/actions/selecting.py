"""Selection actions: begin one in the article or a reply, move its end as vim does, highlight or copy it."""

from collections.abc import Iterable
from functools import partial

from threadreader.model.annotation import COLORS, MAX_PASSAGE_CHARS, Annotation, new_id
from threadreader.session import ARTICLE, Pane, Session, selection
from threadreader.session.actions.copying import Selected, selected_range
from threadreader.session.layout import QuotedText
from threadreader.session.selection import Motion, Selection, drawn_lines, line_of
from threadreader.session.state import Copy, Keep
from threadreader.session.viewport import Spot

_HINTS = (
    ("select.mark", "highlights"),
    ("select.note", "notes"),
    ("select.cite", "copies with its source"),
    ("select.word-end", "a word on"),
)
_TEXT_BEGINS, _TEXT_ENDS = "the text begins here", "the text ends here"
COLORS_KNOWN = f"there are {len(COLORS)} colours: {', '.join(COLORS)}"


def begin(session: Session, _count: int | None) -> str:
    """Begin a selection at the first line in view of the article or the reply."""
    index = session.index
    if index != ARTICLE and session.replies.outline.is_folded(index):
        return session.keys.add_to("folded", ("fold.open", "opens it"))
    session.close_peek()
    begun = Selection.of(session, index)
    if not begun.blocks:
        return "there are no words to select"
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
    refusal = f"the line {'ends' if last else 'begins'} here"
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
    return "from here"


def other_end(session: Session, _count: int | None) -> str:
    """Move the other end from now on."""
    here = _selection(session)
    if here.origin == here.end:
        return "nothing is selected yet"
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
    """Highlight what is selected, with a note."""
    here = _selection(session)
    start, end = here.range
    words = here.text[start:end]
    start, end = end - len(words.lstrip()), start + len(words.rstrip())
    if start >= end:
        return "there are no words in that"
    if end - start > MAX_PASSAGE_CHARS:
        return f"that has {end - start:,} characters: a highlight has at most {MAX_PASSAGE_CHARS:,}"
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
    lines = drawn_lines(session, here, here.leaf(here.end).path[0])
    if lines:
        line = lines[line_of(lines, here.end)]
        session.window.show(line.item, line.line, 1)
