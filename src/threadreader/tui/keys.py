"""Key table: id, default keys, action, help text and context of every action; presets; key notation.

A key is its character, or its name where it has none (`space`, `ctrl+o`, `f1`); the keys of a sequence are separated
by spaces (`z M`).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from threadreader.tui.actions import Command, Context, Group, Key

_REPLIES, _ARTICLE, _LIST, _PEOPLE = Context.REPLIES, Context.ARTICLE, Context.LIST, Context.PEOPLE
_LABELS, _ADDRESS = Context.LABELS, Context.ADDRESS
_LIBRARY, _FOUND = Context.LIBRARY, Context.FOUND
_EXPORT, _OUTPUT = Context.EXPORT, Context.OUTPUT
_SELECTION, _NOTES, _SAVES = Context.SELECTION, Context.NOTES, Context.SAVES

KEYS: tuple[Key, ...] = (
    Key(
        "read.on", ("space", "pagedown", "ctrl+f"), "moving.read_on", "read on: turn the page, mark it read", Group.READ
    ),
    Key("read.back", ("b", "pageup", "ctrl+b"), "moving.page_up", "a page back", Group.READ),
    Key("read.half-down", ("d", "ctrl+d"), "moving.half_down", "half a page down", Group.READ),
    Key("read.half-up", ("u", "ctrl+u"), "moving.half_up", "half a page up", Group.READ),
    Key("read.line-down", ("ctrl+e",), "moving.line_down", "a line down", Group.READ),
    Key("read.line-up", ("ctrl+y",), "moving.line_up", "a line up", Group.READ),
    Key("article.down", ("j", "down"), "moving.line_down", "a line down (article)", Group.READ, _ARTICLE),
    Key("article.up", ("k", "up"), "moving.line_up", "a line up (article)", Group.READ, _ARTICLE),
    Key("reply.next", ("j", "down"), "moving.next_reply", "next reply, no text skipped", Group.MOVE, _REPLIES),
    Key("reply.previous", ("k", "up"), "moving.previous_reply", "previous reply", Group.MOVE, _REPLIES),
    Key("reply.next-unread", (".",), "unread.next_unread", "next unread reply", Group.MOVE),
    Key("reply.previous-unread", (",",), "unread.previous_unread", "previous unread reply", Group.MOVE),
    Key("reply.next-sibling", ("J", "shift+down"), "moving.next_sibling", "next reply beside it", Group.MOVE, _REPLIES),
    Key(
        "reply.previous-sibling",
        ("K", "shift+up"),
        "moving.previous_sibling",
        "previous reply beside it",
        Group.MOVE,
        _REPLIES,
    ),
    Key("reply.next-root", ("}",), "moving.next_root", "next top-level reply", Group.MOVE, _REPLIES),
    Key("reply.previous-root", ("{",), "moving.previous_root", "previous top-level reply", Group.MOVE, _REPLIES),
    Key("reply.parent", ("p",), "moving.parent", "the reply it answers", Group.MOVE, _REPLIES),
    Key("reply.root", ("P",), "moving.root", "the top of its branch", Group.MOVE, _REPLIES),
    Key("go.first", ("g g", "home"), "moving.first", "to the beginning", Group.MOVE),
    Key("go.last", ("G", "end"), "moving.last", "to the end; after 42, to reply 42", Group.MOVE),
    Key("go.other-pane", ("tab", "shift+tab"), "moving.other_pane", "article or replies", Group.MOVE),
    Key("go.article", ("g a",), "moving.to_article", "to the article", Group.MOVE),
    Key("fold.close", ("h", "left"), "folding.close", "close the branch, or to the parent", Group.FOLD, _REPLIES),
    Key("fold.open", ("l", "right"), "folding.open_", "open the branch, or into it", Group.FOLD, _REPLIES),
    Key("fold.toggle", ("enter", "z a"), "folding.toggle", "close or open", Group.FOLD, _REPLIES),
    Key("fold.close-branch", ("z C",), "folding.close_branch", "close the whole branch, go on", Group.FOLD, _REPLIES),
    Key("fold.close-all", ("z M",), "folding.close_all", "close all", Group.FOLD),
    Key("fold.open-all", ("z R",), "folding.open_all", "open all", Group.FOLD),
    Key("fold.less", ("z m",), "folding.one_level_less", "one level less", Group.FOLD),
    Key("fold.more", ("z r",), "folding.one_level_more", "one level more", Group.FOLD),
    Key("fold.level", ("z digit",), "folding.to_level", "so many levels open", Group.FOLD),
    Key("quote.follow", (">",), "following.follow", "to the passage it quotes", Group.QUOTES, _REPLIES),
    Key("quote.quoters", ("<",), "following.who_quotes", "who quotes this", Group.QUOTES),
    Key("quote.peek", ("x",), "peek.peek", "look at the source, or at the parent", Group.QUOTES, _REPLIES),
    Key("reply.change", ("g d",), "peek.show_change", "what was edited", Group.QUOTES, _REPLIES),
    Key("quote.hide", ("T",), "peek.cycle_quoted_text", "quoted text full, one line, hidden", Group.QUOTES, _REPLIES),
    Key("quote.skip", ("S",), "peek.skip_quoted", "skip quoted text", Group.QUOTES, _REPLIES),
    Key("quote.next", ("] q",), "following.next_quote", "next quotation, here or further on", Group.QUOTES),
    Key("quote.previous", ("[ q",), "following.previous_quote", "quotation before", Group.QUOTES),
    Key("go.back", ("ctrl+o", "backspace", "("), "following.back", "back to before the jump", Group.QUOTES),
    Key("go.forward", (")", "alt+right"), "following.forward", "forward again", Group.QUOTES),
    Key("find.search", ("/",), Command.SEARCH, "search the article and every reply", Group.FIND),
    Key("find.next", ("n",), "search.next_match", "next match, or else next unread", Group.FIND),
    Key("find.previous", ("N",), "search.previous_match", "previous match or unread", Group.FIND),
    Key("find.filter", ("&",), Command.FILTER, "show only what matches", Group.FIND),
    Key("find.by-time", ("g t",), "filtering.by_time", "by time, or the tree again", Group.FIND),
    Key("find.newest", ("g n",), "thread_map.show_newest", "list the newest", Group.FIND),
    Key("find.statistics", ("g i",), "thread_map.show_statistics", "statistics: when, who, quoted, links", Group.FIND),
    Key("find.saves", ("g S",), "saves.show_saves", "list the saves: look, compare, drop", Group.FIND),
    Key("find.map", ("t",), "thread_map.show_map", "list the branches, or the headings", Group.FIND),
    Key("article.next-heading", ("] ]",), "thread_map.next_heading", "next heading", Group.FIND, _ARTICLE),
    Key("article.previous-heading", ("[ [",), "thread_map.previous_heading", "previous heading", Group.FIND, _ARTICLE),
    Key("people.list", ("@",), "people.show_people", "list the people", Group.PEOPLE),
    Key("people.next", ("a",), "people.next_by_author", "next reply by the same person", Group.PEOPLE, _REPLIES),
    Key("people.previous", ("A",), "people.previous_by_author", "previous reply by them", Group.PEOPLE, _REPLIES),
    Key("people.conversation", ("c",), "filtering.conversation", "only this conversation", Group.PEOPLE, _REPLIES),
    Key("people.find", ("/",), Command.SEARCH, "find somebody by name", Group.PEOPLE, _PEOPLE),
    Key("people.only", ("&",), "people.only", "only what they wrote", Group.PEOPLE, _PEOPLE),
    Key("people.color", ("+",), "people.color", "mark what they wrote", Group.PEOPLE, _PEOPLE),
    Key("people.fold", ("-",), "people.fold", "close what they wrote", Group.PEOPLE, _PEOPLE),
    Key("people.mark", ("space",), "people.mark", "mark one of two", Group.PEOPLE, _PEOPLE),
    Key("people.talk", ("c",), "people.talk", "only what the two wrote", Group.PEOPLE, _PEOPLE),
    Key("link.hints", ("f",), "links.show_hints", "label links and sources in view", Group.LINKS),
    Key("link.open", ("o",), "links.open_link", "open a link; after 3, the third", Group.LINKS),
    Key("link.page", ("O",), "links.open_page", "open the page as it is today", Group.LINKS),
    Key("link.discussions", ("g >",), "links.show_discussions", "other discussions of it", Group.LINKS),
    Key("link.joined", ("g m",), "links.join_discussions", "all of them as one thread", Group.LINKS),
    Key("link.stored", ("g <",), "links.show_linking", "which stored threads link here", Group.LINKS),
    Key("link.picture", ("I",), "links.show_picture", "show a picture; after 2, the second", Group.LINKS),
    Key("link.letter", ("letter",), "links.take_hint_key", "open what has the label", Group.LINKS, _LABELS),
    Key("link.confirm", ("enter",), "links.confirm", "open it in the browser", Group.LINKS, _ADDRESS),
    Key("link.copy", ("y",), "links.copy_asked", "copy it", Group.LINKS, _ADDRESS),
    Key("copy.text", ("y y",), "copying.copy_text", "copy the words", Group.LINKS),
    Key("copy.quotation", ("y q",), "copying.copy_quotation", "copy as a quotation", Group.LINKS, _REPLIES),
    Key("copy.citation", ("y c",), "copying.copy_citation", "cite it; after 2 Markdown, 3 BibTeX", Group.LINKS),
    Key("copy.address", ("y l",), "copying.copy_address", "copy the address", Group.LINKS),
    Key("copy.path", ("y p",), "copying.copy_path", "copy what it answers, and it", Group.LINKS, _REPLIES),
    Key("copy.branch", ("y t",), "copying.copy_branch", "copy the whole branch", Group.LINKS, _REPLIES),
    Key("copy.pipe", ("|",), "copying.pipe", "hand the words to a command", Group.LINKS),
    Key("copy.selected", ("ctrl+c",), Command.COPY, "copy what the mouse selected", Group.LINKS, Context.EVERYWHERE),
    Key("select.right", ("l", "right"), "selecting.right", "a character on", Group.KEEP, _SELECTION),
    Key("select.left", ("h", "left"), "selecting.left", "a character back", Group.KEEP, _SELECTION),
    Key("select.down", ("j", "down"), "selecting.down", "a line down", Group.KEEP, _SELECTION),
    Key("select.up", ("k", "up"), "selecting.up", "a line up", Group.KEEP, _SELECTION),
    Key("select.word", ("w",), "selecting.next_word", "to the next word", Group.KEEP, _SELECTION),
    Key("select.word-back", ("b",), "selecting.previous_word", "to the word before", Group.KEEP, _SELECTION),
    Key("select.word-end", ("e",), "selecting.word_end", "to the end of the word", Group.KEEP, _SELECTION),
    Key("select.line-begin", ("0", "home"), "selecting.line_begin", "to the line's beginning", Group.KEEP, _SELECTION),
    Key("select.line-end", ("$", "end"), "selecting.line_end", "to the end of the line", Group.KEEP, _SELECTION),
    Key("select.sentence", (")",), "selecting.sentence_end", "to the end of the sentence", Group.KEEP, _SELECTION),
    Key("select.sentence-back", ("(",), "selecting.sentence_begin", "to its beginning", Group.KEEP, _SELECTION),
    Key("select.paragraph", ("}",), "selecting.paragraph_end", "to the end of the paragraph", Group.KEEP, _SELECTION),
    Key("select.paragraph-back", ("{",), "selecting.paragraph_begin", "to its beginning", Group.KEEP, _SELECTION),
    Key("select.first", ("g g",), "selecting.first", "to the beginning of the text", Group.KEEP, _SELECTION),
    Key("select.last", ("G",), "selecting.last", "to the end of the text", Group.KEEP, _SELECTION),
    Key("select.from-here", ("v",), "selecting.from_here", "begin here", Group.KEEP, _SELECTION),
    Key("select.other-end", ("o", "tab"), "selecting.other_end", "move the other end", Group.KEEP, _SELECTION),
    Key("select.color", ("c",), "selecting.color", "another colour; after 3, the third", Group.KEEP, _SELECTION),
    Key("select.mark", ("enter",), "selecting.mark", "highlight it", Group.KEEP, _SELECTION),
    Key("select.note", ("n",), Command.NOTE, "highlight it with a note", Group.KEEP, _SELECTION),
    Key("select.edit", ("E",), Command.EDIT_NOTE, "with a note from the editor", Group.KEEP, _SELECTION),
    Key("select.copy", ("y",), "selecting.copy", "copy it", Group.KEEP, _SELECTION),
    Key("select.cite", ("Y",), "copying.copy_passage", "copy it with its source", Group.KEEP, _SELECTION),
    Key("select.pipe", ("|",), "copying.pipe", "hand it to a command", Group.KEEP, _SELECTION),
    Key("notes.note", ("n",), Command.NOTE, "change the note", Group.LISTS, _NOTES),
    Key("notes.edit", ("E",), Command.EDIT_NOTE, "change it in the editor", Group.LISTS, _NOTES),
    Key("notes.color", ("c",), "annotating.color", "another colour; after 3, the third", Group.LISTS, _NOTES),
    Key("notes.remove", ("D",), "annotating.remove", "remove it, or put it back", Group.LISTS, _NOTES),
    Key("notes.cite", ("y",), "annotating.cite", "copy it with its source", Group.LISTS, _NOTES),
    Key("saves.mark", ("space",), "saves.mark", "mark one of two", Group.LISTS, _SAVES),
    Key("saves.compare", ("c",), "saves.compare", "what changed since the one before, or marked", Group.LISTS, _SAVES),
    Key("saves.drop", ("D",), "saves.drop", "drop it; asks", Group.LISTS, _SAVES),
    Key("panes.cycle", ("w",), "arranging.cycle_panes", "both panes, replies, article", Group.LOOK),
    Key("panes.strip", ("W",), "arranging.toggle_strip", "quoted passage above the replies", Group.LOOK),
    Key("panes.ancestors", ("g s",), "arranging.toggle_ancestors", "the lines of who is answered", Group.LOOK),
    Key("panes.wider", ("alt+=", "ctrl+right"), "arranging.wider_article", "wider article", Group.LOOK),
    Key("panes.narrower", ("alt+-", "ctrl+left"), "arranging.narrower_article", "narrower article", Group.LOOK),
    Key("text.wider", ("+",), "arranging.wider_text", "longer lines", Group.LOOK),
    Key("text.narrower", ("-",), "arranging.narrower_text", "shorter lines", Group.LOOK),
    Key("text.usual", ("=",), "arranging.usual_text", "lines of the usual length", Group.LOOK),
    Key("list.down", ("j", "down"), "lists.down", "next line", Group.LISTS, _LIST),
    Key("list.up", ("k", "up"), "lists.up", "previous line", Group.LISTS, _LIST),
    Key("list.page-down", ("space", "pagedown", "ctrl+f"), "lists.page_down", "a page on", Group.LISTS, _LIST),
    Key("list.page-up", ("b", "pageup", "ctrl+b"), "lists.page_up", "a page back", Group.LISTS, _LIST),
    Key("list.half-down", ("d", "ctrl+d"), "lists.half_down", "half a page on", Group.LISTS, _LIST),
    Key("list.half-up", ("u", "ctrl+u"), "lists.half_up", "half a page back", Group.LISTS, _LIST),
    Key("list.first", ("g g", "home"), "lists.first", "the first line", Group.LISTS, _LIST),
    Key("list.last", ("G", "end"), "lists.last", "the last line", Group.LISTS, _LIST),
    Key("list.go", ("enter",), "lists.go", "open it, or go there", Group.LISTS, _LIST),
    Key("library.open-unread", ("n",), Command.OPEN_UNREAD, "open at what is unread", Group.LIBRARY, _LIBRARY),
    Key("library.search", ("/",), Command.SEARCH, "search all threads", Group.LIBRARY, _LIBRARY),
    Key("library.next-hit", ("n",), "library.down", "next hit", Group.LIBRARY, _FOUND),
    Key("library.previous-hit", ("N",), "library.up", "previous hit", Group.LIBRARY, _FOUND),
    Key("library.next-thread", ("}",), "library.next_thread", "next thread with hits", Group.LIBRARY, _FOUND),
    Key("library.previous-thread", ("{",), "library.previous_thread", "previous one", Group.LIBRARY, _FOUND),
    Key("library.stars", ("*",), Command.STARS, "starred replies of all threads", Group.LIBRARY, _LIBRARY),
    Key("library.notes", ("V",), Command.NOTES, "highlights and notes of all threads", Group.LIBRARY, _LIBRARY),
    Key("library.saves", ("g S",), Command.SAVES, "the saves of the thread", Group.LIBRARY, _LIBRARY),
    Key("library.filter", ("&",), Command.FILTER, "only what matches: site:, tag:, is:done", Group.LIBRARY, _LIBRARY),
    Key("library.sort", ("S",), "library.sort", "next order; after 3, the third", Group.LIBRARY, _LIBRARY),
    Key("library.rows", ("v",), "library.change_rows", "a line for each, or more", Group.LIBRARY, _LIBRARY),
    Key("library.counts", ("c",), "library.toggle_counts", "sites and tags, or none", Group.LIBRARY, _LIBRARY),
    Key(
        "library.column",
        ("tab", "shift+tab"),
        "library.change_column",
        "sites and tags, or the threads",
        Group.LIBRARY,
        _LIBRARY,
    ),
    Key("library.import", ("i",), Command.IMPORT, "import a file or a folder", Group.LIBRARY, _LIBRARY),
    Key("library.export", ("s",), Command.EXPORT, "save the thread as text", Group.LIBRARY, _LIBRARY),
    Key("library.read", ("r",), Command.READ_ALL, "mark as read, or as unread", Group.LIBRARY, _LIBRARY),
    Key("library.mark", ("t",), "library.mark", "mark; keys act on all marked", Group.LIBRARY, _LIBRARY),
    Key("library.mark-all", ("T",), "library.mark_all", "mark all that are shown", Group.LIBRARY, _LIBRARY),
    Key("library.tag", ("+",), Command.TAG, "add tags; -tag takes one away", Group.LIBRARY, _LIBRARY),
    Key("library.article", ("=",), Command.SAME_ARTICLE, "marked ones: same article, or not", Group.LIBRARY, _LIBRARY),
    Key("library.done", ("e",), Command.DONE, "done: put away, or back", Group.LIBRARY, _LIBRARY),
    Key("library.queue", ("w",), Command.QUEUE, "read next, or not", Group.LIBRARY, _LIBRARY),
    Key("library.remove", ("D",), "library.remove", "remove threads, if pressed twice", Group.LIBRARY, _LIBRARY),
    Key("library.undo", ("u",), "library.undo", "undo the last of these", Group.LIBRARY, _LIBRARY),
    Key("help.find", ("/",), Command.SEARCH, "find a key by its words", Group.LISTS, Context.HELP),
    Key("export.next", ("l", "right"), Command.NEXT_CHOICE, "the next choice", Group.LISTS, _EXPORT),
    Key("export.previous", ("h", "left"), Command.PREVIOUS_CHOICE, "the choice before", Group.LISTS, _EXPORT),
    Key("export.toggle", ("space",), Command.TOGGLE, "with it or without; the next choice", Group.LISTS, _EXPORT),
    Key("export.next-row", ("tab",), Command.NEXT_ROW, "the next row", Group.LISTS, _EXPORT),
    Key("export.previous-row", ("shift+tab",), Command.PREVIOUS_ROW, "the row before", Group.LISTS, _EXPORT),
    Key("export.copy", ("y",), Command.COPY_EXPORT, "copy it in place of a file", Group.LISTS, _EXPORT),
    Key("export.pipe", ("|",), Command.PIPE, "hand it to a command in place of a file", Group.LISTS, _EXPORT),
    Key("output.stop", ("s",), Command.STOP, "stop the command", Group.LISTS, _OUTPUT),
    Key("output.note", ("n",), Command.NOTE, "keep what it printed as a note", Group.LISTS, _OUTPUT),
    Key("output.copy", ("y",), Command.COPY_OUTPUT, "copy what it printed", Group.LISTS, _OUTPUT),
    Key("keep.read", ("r",), "unread.toggle_read", "mark as read, or as unread", Group.KEEP, _REPLIES),
    Key("keep.read-branch", ("R",), "unread.read_branch", "branch read, and on", Group.KEEP, _REPLIES),
    Key("keep.unread-from", ("g u",), "unread.unread_from_here", "unread from here", Group.KEEP, _REPLIES),
    Key("keep.unread-all", ("g U",), "unread.all_unread", "all unread", Group.KEEP),
    Key("keep.done", ("g e",), Command.DONE, "this thread is done: put away, or back", Group.KEEP),
    Key("keep.queue", ("g w",), Command.QUEUE, "read this thread next, or not", Group.KEEP),
    Key("keep.tag", ("g +",), Command.TAG, "add tags to this thread; -tag takes one away", Group.KEEP),
    Key("select.begin", ("v",), Command.SELECT, "select words: to highlight, note, copy", Group.KEEP),
    Key("notes.list", ("V",), "annotating.show_notes", "list highlights and notes", Group.KEEP),
    Key("keep.star", ("*",), "unread.toggle_star", "star", Group.KEEP, _REPLIES),
    Key("keep.mute", ("g x",), "unread.toggle_muted", "mute the branch", Group.KEEP, _REPLIES),
    Key("keep.mark", ("m letter",), "unread.set_mark", "mark this place", Group.KEEP),
    Key(
        "keep.go-to-mark",
        ("' letter",),
        "unread.go_to_mark",
        "to a mark; its first key twice: to and fro",
        Group.KEEP,
    ),
    Key("keep.export", ("s",), Command.EXPORT, "save or copy all or a part", Group.KEEP),
    Key("app.help", ("?", "f1"), Command.HELP, "signs and keys; again: all keys", Group.KEEP, Context.EVERYWHERE),
    Key("app.palette", (":", "ctrl+p"), Command.PALETTE, "find what to do by name", Group.KEEP, Context.EVERYWHERE),
    Key("app.next-theme", ("f2",), Command.NEXT_THEME, "the next theme", Group.KEEP, Context.EVERYWHERE),
    Key("app.redraw", ("ctrl+l",), Command.REDRAW, "draw the screen anew", Group.KEEP, Context.EVERYWHERE),
    Key("app.suspend", ("ctrl+z",), Command.SUSPEND, "to the shell; fg comes back", Group.KEEP, Context.EVERYWHERE),
    Key(
        "app.back-out",
        ("escape",),
        "leaving.back_out",
        "back: list, search, look, filter",
        Group.KEEP,
        Context.EVERYWHERE,
    ),
    Key("app.library", ("g l",), Command.LIBRARY, "to the library", Group.KEEP),
    Key("app.leave", ("q", "Z Z"), Command.LEAVE, "back, then leave", Group.KEEP, Context.EVERYWHERE),
    Key("app.quit", ("Q", "ctrl+q"), Command.QUIT, "leave the program", Group.KEEP, Context.EVERYWHERE),
)


def load_actions() -> Iterator[None]:
    """Load what the keys do, a module at each step, so that none is waited for when it is pressed."""
    yield from (None for key in KEYS if key.act)


_ARROW_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "reply.parent": ("alt+up",),
    "reply.root": ("ctrl+up",),
    "go.article": ("ctrl+home",),
    "article.next-heading": ("shift+down",),
    "article.previous-heading": ("shift+up",),
    "fold.close-branch": ("ctrl+down",),
    "fold.close-all": ("alt+home",),
    "fold.open-all": ("alt+end",),
    "fold.less": ("shift+left",),
    "fold.more": ("shift+right",),
    "fold.level": ("\\ digit",),
    "quote.peek": ("f4",),
    "reply.change": ("~",),
    "quote.hide": ("ctrl+t",),
    "quote.skip": ("ctrl+g",),
    "quote.next": ("]",),
    "quote.previous": ("[",),
    "find.next": ("f3", "ctrl+n"),
    "find.previous": ("f15",),
    "find.by-time": ("f5",),
    "find.newest": ("f6",),
    "find.map": ("f7",),
    "find.statistics": ("f19",),
    "find.saves": ("f18",),
    "library.saves": ("f18",),
    "saves.compare": ("ctrl+k",),
    "saves.drop": ("delete",),
    "people.next": ("f8",),
    "people.previous": ("f9",),
    "people.conversation": ("ctrl+k",),
    "people.talk": ("ctrl+k",),
    "link.hints": ("#",),
    "link.open": ("$",),
    "link.page": ("^",),
    "link.discussions": ("f17",),
    "link.joined": ("f20",),
    "link.stored": ("f16",),
    "link.picture": (";",),
    "link.copy": ("%",),
    "copy.text": ("% %",),
    "copy.quotation": ("% >",),
    "copy.citation": ("% @",),
    "select.cite": ("@",),
    "copy.address": ("% /",),
    "copy.path": ("% ^",),
    "copy.branch": ("% |",),
    "export.copy": ("%",),
    "output.stop": ("delete",),
    "output.note": ("insert",),
    "output.copy": ("%",),
    "select.begin": ("_",),
    "select.from-here": ("space",),
    "select.word": ("ctrl+right",),
    "select.word-back": ("ctrl+left",),
    "select.word-end": ("alt+right",),
    "select.first": ("ctrl+home",),
    "select.last": ("ctrl+end",),
    "select.color": ("+",),
    "select.note": ("insert",),
    "select.edit": ("ctrl+e",),
    "select.copy": ("%",),
    "notes.list": ('"',),
    "notes.note": ("insert",),
    "notes.edit": ("ctrl+e",),
    "notes.color": ("+",),
    "notes.remove": ("delete",),
    "notes.cite": ("%",),
    "library.notes": ('"',),
    "panes.cycle": ("ctrl+w",),
    "panes.strip": ("ctrl+x",),
    "panes.ancestors": ("f12",),
    "library.open-unread": ("alt+enter",),
    "library.next-hit": ("f3", "ctrl+n"),
    "library.previous-hit": ("f15",),
    "library.sort": ("f6",),
    "library.rows": ("f7",),
    "library.counts": ("f8",),
    "library.import": ("insert",),
    "library.export": ("ctrl+s",),
    "library.read": ("ctrl+r",),
    "library.mark": ("ctrl+t",),
    "library.mark-all": ("ctrl+a",),
    "library.done": ("ctrl+e",),
    "library.queue": ("ctrl+w",),
    "library.remove": ("delete",),
    "library.undo": ("ctrl+y",),
    "keep.read": ("ctrl+r",),
    "keep.read-branch": ("ctrl+v",),
    "keep.unread-from": ("alt+pagedown",),
    "keep.unread-all": ("alt+pageup",),
    "keep.mute": ("delete",),
    "keep.mark": ("! letter",),
    "keep.export": ("ctrl+s",),
    "keep.done": ("f14",),
    "keep.queue": ("f21",),
    "keep.tag": ("f22",),
    "app.leave": ("f10",),
    "app.library": ("f11",),
}


def _arrows() -> dict[str, tuple[str, ...]]:
    """Default keys without letters, and substitutes for the actions that have no other."""
    plain = {row.id: tuple(typed for typed in row.keys if not _needs_letter(typed)) for row in KEYS}
    return {**plain, **_ARROW_KEYS}


def _needs_letter(typed: str) -> bool:
    return any(len(part) == 1 and part.isalpha() for part in typed.split())


PRESETS: Final[Mapping[str, Callable[[], Mapping[str, tuple[str, ...]]]]] = {"vi": dict, "arrows": _arrows}
"""Preset name to a function returning its key overrides by action id."""


LETTER: Final = "letter"
"""Wildcard of a sequence for any character, passed to the action."""

DIGIT: Final = "digit"
"""Wildcard of a sequence for a digit from 1 to 9, passed to the action as its count."""


def parse_keys(text: str) -> str | None:
    """Parse a key or sequence as people write it (`^o`, `M-x`, `PgDn`, `zM`) to its name; None if it is no key."""
    parts: list[str] = []
    for word in text.split():
        one = _parse_key(word)
        if one:
            parts.append(one)
        elif len(word) == _PAIR_CHARS and word.isprintable():
            parts += word
        else:
            return None
    return " ".join(parts) or None


def format_keys(typed: str) -> str:
    """Format a key or sequence for the help: `^o`, `gg`, `space`, `y enter`."""
    labels = list(map(_format_key, typed.split()))
    return (" " if any(len(label) > 1 and label.isalnum() for label in labels) else "").join(labels)


def named_keys() -> tuple[str, ...]:
    """Names of the keys that are no characters."""
    return tuple(sorted(_NAMED))


def _format_key(part: str) -> str:
    if part in _KEY_LABELS:
        return _KEY_LABELS[part]
    *modifiers, last = part.split("+") if len(part) > 1 else [part]
    if not last:  # The key itself is the plus.
        modifiers, last = modifiers[:-1], "+"
    return "".join(_PREFIXES[modifier] for modifier in modifiers) + _KEY_LABELS.get(last, last)


def _parse_key(word: str) -> str:
    if len(word) == 1:
        return word if word.isprintable() else ""
    modifiers, last = _split_modifiers(word)
    last = last.lower() if len(last) > 1 else last
    last = _ALIASES.get(last, last)
    if "shift" in modifiers and last in _FUNCTION_KEYS[:12]:
        # Terminals send these as the next twelve.
        modifiers, last = modifiers - {"shift"}, f"f{int(last[1:]) + 12}"
    if len(last) > 1 and last not in _NAMED and last not in {LETTER, DIGIT}:
        return ""
    if len(last) == 1 and (not last.isprintable() or last == " "):
        return ""
    if len(last) == 1 and "ctrl" in modifiers:
        last = last.lower()
    name = "+".join([*sorted(modifiers), last])
    return _SENT_AS.get(name, name)


def _split_modifiers(word: str) -> tuple[set[str], str]:
    """Split a key into its modifiers and its base key."""
    modifiers = set[str]()
    while len(word) > 1:
        for prefix, modifier in _MODIFIERS:
            if word.lower().startswith(prefix) and len(word) > len(prefix):
                modifiers.add(modifier)
                word = word[len(prefix) :]
                break
        else:
            break
    return modifiers, word


_PAIR_CHARS = 2  # as in `gg` and `zM`: no other sequence is written without spaces
_PREFIXES = {"ctrl": "^", "alt": "M-", "shift": "S-"}
_MODIFIERS = (
    ("ctrl+", "ctrl"),
    ("ctrl-", "ctrl"),
    ("c-", "ctrl"),
    ("^", "ctrl"),
    ("alt+", "alt"),
    ("alt-", "alt"),
    ("meta+", "alt"),
    ("m-", "alt"),
    ("shift+", "shift"),
    ("shift-", "shift"),
    ("s-", "shift"),
)
_FUNCTION_KEYS = tuple(f"f{number}" for number in range(1, 25))
_NAMED = {
    *_FUNCTION_KEYS,
    *("space", "enter", "tab", "escape", "backspace", "delete", "insert"),
    *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
}
_ALIASES = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "del": "delete",
    "ins": "insert",
}
_SENT_AS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "escape", "ctrl+h": "backspace"}
"""Control keys that a terminal sends as the same byte as a named key."""

_KEY_LABELS = {DIGIT: "1…9", LETTER: "a…z", "pagedown": "PgDn", "pageup": "PgUp", "escape": "esc"} | {
    key: key.upper() for key in _FUNCTION_KEYS
}
