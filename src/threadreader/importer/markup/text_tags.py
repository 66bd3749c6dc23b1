"""Tags in running text: what each does to the walk."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from bs4 import Tag

from threadreader.importer.markup.attributes import classes
from threadreader.importer.markup.walk import Opener, Walk
from threadreader.model.blocks import Marks

SPOILERS = frozenset(("spoiler", "md-spoiler-text", "spoilered", "spoiler-text", "bbcodeinlinespoiler"))

_MARKS: Mapping[str, Marks] = MappingProxyType(
    {
        **dict.fromkeys(("em", "i", "dfn", "var"), Marks.EMPHASIS),
        **dict.fromkeys(("strong", "b"), Marks.STRONG),
        **dict.fromkeys(("code", "tt", "kbd", "samp"), Marks.CODE),
        **dict.fromkeys(("s", "strike", "del"), Marks.STRIKE),
        **dict.fromkeys(("u", "ins"), Marks.UNDERLINE),
        "sub": Marks.SUBSCRIPT,
        "sup": Marks.SUPERSCRIPT,
    }
)


def _marked(walk: Walk, tag: Tag) -> None:
    walk.enter_marked(tag, _MARKS[tag.name])


def _span(walk: Walk, tag: Tag) -> None:
    if tag.attrs and classes(tag) & SPOILERS:
        walk.enter_marked(tag, Marks.SPOILER)
    else:
        walk.enter(tag)


def _anchor(walk: Walk, tag: Tag) -> None:
    marks = Marks.SPOILER if classes(tag) & SPOILERS else Marks.NONE
    walk.enter_marked(tag, marks, walk.link(tag, "href"))


def _line_break(walk: Walk, tag: Tag) -> None:
    walk.inline.end_line()
    walk.enter(tag)


def _quotation(walk: Walk, tag: Tag) -> None:
    """Browsers show a `<q>` with quotation marks."""
    _surround(walk, tag, "\u201c", "\u201d")


def _ruby_text(walk: Walk, tag: Tag) -> None:
    """How a word is read, in brackets where the page gives none."""
    before = tag.previous_sibling
    bracketed = isinstance(before, Tag) and before.name == "rp"
    _surround(walk, tag, *("", "") if bracketed else ("(", ")"))


def _surround(walk: Walk, tag: Tag, before: str, after: str) -> None:
    walk.inline.write(before)
    walk.enter(tag, partial(walk.inline.write, after))


def _control(walk: Walk, _: Tag) -> None:
    """A button or field has no text, but words on its two sides are two words."""
    walk.inline.write(" ")


def _nothing(_: Walk, __: Tag) -> None:
    """What has no text, or none that anybody wrote."""


def _all(names: str, opener: Opener) -> dict[str, Opener]:
    return dict.fromkeys(names.split(), opener)


TEXT_TAGS: Mapping[str, Callable[[Walk, Tag], None]] = MappingProxyType(
    {
        **_all(" ".join(_MARKS), _marked),
        **_all("button input select textarea", _control),
        **_all(
            "script style head title meta link base svg canvas noembed param source track area map datalist"
            " annotation annotation-xml",
            _nothing,
        ),
        "a": _anchor,
        "br": _line_break,
        "q": _quotation,
        "rt": _ruby_text,
        "span": _span,
    }
)
