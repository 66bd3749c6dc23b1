"""Tags that end a paragraph, and pictures: what each does to the walk.

Tags in running text: what each does to the walk.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from bs4 import Tag

from threadreader.importer.blocks.attributes import attribute, classes
from threadreader.importer.blocks.boxes import (
    ADDED,
    announces_table,
    attribution,
    cited_post,
    code_cell,
    credit_before,
    credit_of,
    head_before,
    heads_box,
    heads_cell,
    heads_code,
    holds_code,
    is_box,
    is_head,
    is_quote_table,
    named_author,
    names_source,
    read_code,
    says_credit,
)
from threadreader.importer.blocks.builder import (
    CaptionFrame,
    CellFrame,
    FigureFrame,
    ItemFrame,
    ListFrame,
    Opener,
    QuoteFrame,
    TableFrame,
    Walk,
)
from threadreader.importer.blocks.images import embedded, larger, leading, read_picture, site_of
from threadreader.model.blocks import Image, Marks, Rule

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


def _all_inline(names: str, opener: Opener) -> dict[str, Opener]:
    return dict.fromkeys(names.split(), opener)


TEXT_TAGS: Mapping[str, Callable[[Walk, Tag], None]] = MappingProxyType(
    {
        **_all_inline(" ".join(_MARKS), _marked),
        **_all_inline("button input select textarea", _control),
        **_all_inline(
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


_NUMBER = re.compile(r"\s*(-?\d{1,9})")
_WIDEST = 20
"""Columns that one cell may cover; more are a mistake of the page."""


def _classed(walk: Walk, tag: Tag) -> None:
    """A block that may be a figure, a caption, a spoiler or a quotation by its class."""
    known = classes(tag)
    if _says_who(walk, tag):
        return
    if heads_code(tag) or announces_table(tag) or known & ADDED:
        walk.end_paragraph()
    elif not known:
        walk.enter_block(tag)
    elif holds_code(tag):
        _code(walk, tag)
    elif is_box(tag):
        _open_quote(walk, tag, box=tag)
    elif "wp-caption" in known:
        _figure(walk, tag)
    elif "wp-caption-text" in known:
        _caption(walk, tag)
    elif known & SPOILERS:
        _marked_block(walk, tag, Marks.SPOILER)
    else:
        walk.enter_block(tag)


def _says_who(walk: Walk, tag: Tag) -> bool:
    """Whether a block says whom a quotation quotes; it is read as that then."""
    credit = credit_of(tag) if tag.name == "p" else None
    if credit is not None:
        walk.enter_nodes(credit[1])
        return True
    frame = walk.frame
    in_quote = isinstance(frame, QuoteFrame)
    in_box = isinstance(frame, QuoteFrame) and frame.box is not None
    if (in_box and heads_cell(tag)) or (tag.attrs and is_head(tag) and (in_quote or heads_box(tag))):
        _head(walk, tag)
        return True
    return False


def _marked_block(walk: Walk, tag: Tag, marks: Marks) -> None:
    walk.end_paragraph()
    walk.then(walk.end_paragraph)
    walk.enter_marked(tag, marks)


def _term(walk: Walk, tag: Tag) -> None:
    if heads_code(tag):
        walk.end_paragraph()
    else:
        _marked_block(walk, tag, Marks.STRONG)


def _heading(walk: Walk, tag: Tag) -> None:
    walk.enter_heading(tag, int(tag.name[1]))


def _rule(walk: Walk, tag: Tag) -> None:
    walk.add(Rule())
    walk.enter(tag)


def _code(walk: Walk, tag: Tag) -> None:
    walk.end_paragraph()
    code = read_code(tag, walk.leave_out)
    if code is not None:
        walk.add(code)


def _code_in_text(walk: Walk, tag: Tag) -> None:
    if holds_code(tag):
        _code(walk, tag)
    else:
        walk.enter_marked(tag, Marks.CODE)


def _quote(walk: Walk, tag: Tag) -> None:
    frame = walk.frame
    if isinstance(frame, QuoteFrame) and frame.box is not None and not (frame.is_taken or frame.blocks):
        frame.is_taken = True
        head = head_before(tag)
        if head is not None:
            _credit(walk, frame, head)
        walk.enter_block(tag)
    else:
        _open_quote(walk, tag)


def _open_quote(walk: Walk, tag: Tag, box: Tag | None = None) -> None:
    head = head_before(tag)
    says = attribution(head) if head is not None else credit_before(tag)
    if head is None and says and walk.inline.line.strip() == says:
        walk.inline.drop_line()
    elif head is None:
        says = None
    frame = QuoteFrame(attribution=says, cite=cited_post(tag, head, walk.base), named=named_author(tag), box=box)
    walk.open(tag, frame)


def _head(walk: Walk, tag: Tag) -> None:
    """What says whom a box quotes; what stands before its box is read with that."""
    walk.end_paragraph()
    frame = walk.frame
    if isinstance(frame, QuoteFrame) and not heads_box(tag):
        _credit(walk, frame, tag)


def _credit(walk: Walk, frame: QuoteFrame, head: Tag) -> None:
    frame.attribution = " ".join(filter(None, (frame.attribution, attribution(head)))) or None
    frame.cite = frame.cite or cited_post(head, head, walk.base)


def _cite(walk: Walk, tag: Tag) -> None:
    """The source of a quotation, or the title of a work."""
    frame = walk.frame
    if isinstance(frame, QuoteFrame) and frame.box is tag.parent and frame.box is not None and not frame.blocks:
        _head(walk, tag)
        return
    if isinstance(frame, QuoteFrame):
        begins_line = walk.inline.begins_line
        if names_source(tag, begins_line=begins_line):
            if begins_line:
                walk.inline.drop_line()
            _credit(walk, frame, tag)
            return
    walk.enter_marked(tag, Marks.EMPHASIS)


def _strong(walk: Walk, tag: Tag) -> None:
    """Words in bold, or whom a box quotes where they are the first in it."""
    frame = walk.frame
    is_first = isinstance(frame, QuoteFrame) and frame.box is tag.parent and not frame.blocks
    if isinstance(frame, QuoteFrame) and is_first and walk.inline.begins_line and says_credit(tag):
        _credit(walk, frame, tag)
    else:
        walk.enter_marked(tag, Marks.STRONG)


def _footer(walk: Walk, tag: Tag) -> None:
    """The source of a quotation, or the end of something else."""
    frame = walk.frame
    if isinstance(frame, QuoteFrame):
        walk.end_paragraph()
        _credit(walk, frame, tag)
    else:
        walk.enter_block(tag)


def _list(walk: Walk, tag: Tag) -> None:
    walk.open(tag, ListFrame())


def _numbered_list(walk: Walk, tag: Tag) -> None:
    start = _NUMBER.match(attribute(tag, "start") or "1")
    walk.open(tag, ListFrame(start=int(start[1]) if start else 1))


def _item(walk: Walk, tag: Tag) -> None:
    walk.open_in(ListFrame, tag, ItemFrame())


def _table(walk: Walk, tag: Tag) -> None:
    coded = code_cell(tag)
    if is_quote_table(tag):
        _open_quote(walk, tag, box=tag)
    elif coded is not None:
        _code(walk, coded)
    else:
        walk.open(tag, TableFrame())


def _row(walk: Walk, tag: Tag) -> None:
    walk.end_paragraph()
    if isinstance(walk.frame, TableFrame):
        walk.frame.begin_row()
    walk.enter_block(tag)


def _cell(walk: Walk, tag: Tag) -> None:
    if isinstance(walk.frame, QuoteFrame) and walk.frame.box is not None and heads_cell(tag):
        _head(walk, tag)
        return
    row = tag.parent
    in_head = row is not None and row.parent is not None and row.parent.name == "thead"
    width = _NUMBER.match(attribute(tag, "colspan") or "1")
    columns = min(max(int(width[1]), 1), _WIDEST) if width else 1
    walk.open_in(TableFrame, tag, CellFrame(heading=tag.name == "th" or in_head, width=columns))


def _figure(walk: Walk, tag: Tag) -> None:
    walk.open(tag, FigureFrame())


def _caption(walk: Walk, tag: Tag) -> None:
    walk.open_in(FigureFrame, tag, CaptionFrame())


def _picture(walk: Walk, tag: Tag) -> None:
    found = read_picture(tag, walk.base)
    if isinstance(found, str):
        walk.inline.write(found)
    elif found is not None:
        walk.end_paragraph()
        picture = larger(found, walk.inline.href)
        if walk.pictures_lead:
            picture = leading(picture, walk.inline.href)
        if not _is_shown(picture, walk):
            walk.add(picture)
    walk.enter(tag)


def _is_shown(picture: Image, walk: Walk) -> bool:
    """Whether this was the last block already: `<noscript>` repeats pictures that a script loads late."""
    last = walk.frame.blocks[-1] if walk.frame.blocks else None
    return isinstance(last, Image) and picture.src is not None and last.src == picture.src


def _embed(walk: Walk, tag: Tag) -> None:
    """Something of another page that is shown in this one, under the name of the other site."""
    address = embedded(tag, walk.base)
    if address:
        walk.add(Image(address, site_of(address)))
    elif tag.name == "object":
        walk.enter_block(tag)


def _template(walk: Walk, tag: Tag) -> None:
    """Only the template of a shadow root is shown."""
    if attribute(tag, "shadowrootmode"):
        walk.enter_block(tag)


def _form(walk: Walk, _: Tag) -> None:
    """Something to fill in, between paragraphs."""
    walk.end_paragraph()


def _all(names: str, opener: Opener) -> dict[str, Opener]:
    return dict.fromkeys(names.split(), opener)


BLOCK_TAGS: Mapping[str, Opener] = MappingProxyType(
    {
        **_all(
            "address article body center details dialog dir fieldset header hgroup html legend main nav noframes"
            " optgroup option search section summary tbody tfoot thead caption",
            Walk.enter_block,
        ),
        **_all("p div dl dd aside", _classed),
        **_all("h1 h2 h3 h4 h5 h6", _heading),
        **_all("pre xmp listing plaintext", _code),
        **_all("ul menu", _list),
        **_all("td th", _cell),
        **_all("iframe video audio embed object amp-iframe amp-youtube", _embed),
        "blockquote": _quote,
        "dt": _term,
        "figcaption": _caption,
        "figure": _figure,
        "footer": _footer,
        "form": _form,
        "hr": _rule,
        "li": _item,
        "ol": _numbered_list,
        "table": _table,
        "template": _template,
        "tr": _row,
    }
)
IN_TEXT: Mapping[str, Opener] = MappingProxyType(
    {"cite": _cite, "code": _code_in_text, **_all("b strong", _strong), **_all("img amp-img", _picture)}
)
"""Tags that may stand in running text, but do something to the blocks."""
