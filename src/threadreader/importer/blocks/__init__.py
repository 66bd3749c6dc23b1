"""Nodes of a page to blocks: what each HTML element does to the builder, in running text, as a block or as an image."""

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from types import MappingProxyType
from urllib.parse import urlsplit

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.blocks.boxes import (
    attribution,
    author_attribute,
    classes,
    code_cell,
    header_before,
    is_box_header,
    is_code_box,
    is_code_label,
    is_header_cell,
    is_quote_box,
    is_quote_header,
    is_quote_table,
    is_quote_table_label,
    is_source_citation,
    is_widget,
    quoted_post,
    read_code,
)
from threadreader.importer.blocks.builder import (
    BlockBuilder,
    CaptionFrame,
    CellFrame,
    FigureFrame,
    ItemFrame,
    ListFrame,
    Opener,
    QuoteFrame,
    TableFrame,
)
from threadreader.importer.blocks.credits import IsName, no_names, take_credits
from threadreader.importer.blocks.inline import image_link, link
from threadreader.importer.html.selector import attribute
from threadreader.lexicon import compile_lazily, word_set
from threadreader.model.blocks import Blocks, Image, Marks, Rule, Span
from threadreader.model.text import clean_address, clean_line

SPOILERS = word_set("spoiler_names")

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


def _span(builder: BlockBuilder, element: Tag) -> None:
    if element.attrs and classes(element) & SPOILERS:
        builder.enter_marked(element, Marks.SPOILER)
    elif builder.is_export and element.attrs:
        _exported_span(builder, element)
    else:
        builder.enter(element)


def _exported_span(builder: BlockBuilder, element: Tag) -> None:
    """Span for a picture, which is not fetched, or for a link to a relative address."""
    if "image" in classes(element):
        target = next((child for child in element.contents if isinstance(child, Tag)), None)
        address = target and (builder.link(target, "href") or builder.link(target, "title"))
        label = clean_line(element.get_text()).removeprefix("[image").removesuffix("]").removeprefix(": ")
        builder.add(Image(address or None, label))
    else:
        builder.enter_marked(element, Marks.NONE, builder.link(element, "title"))


def _anchor(builder: BlockBuilder, element: Tag) -> None:
    marks = Marks.SPOILER if classes(element) & SPOILERS else Marks.NONE
    builder.enter_marked(element, marks, builder.link(element, "href"))


def _line_break(builder: BlockBuilder, element: Tag) -> None:
    builder.inline.end_line()
    builder.enter(element)


def _ruby_text(builder: BlockBuilder, element: Tag) -> None:
    """Ruby annotation, in brackets where the page gives none."""
    previous = element.previous_sibling
    bracketed = isinstance(previous, Tag) and previous.name == "rp"
    _surround(builder, element, *("", "") if bracketed else ("(", ")"))


def _surround(builder: BlockBuilder, element: Tag, before: str, after: str) -> None:
    builder.inline.write(before)
    builder.enter(element, partial(builder.inline.write, after))


def _skip(_: BlockBuilder, __: Tag) -> None:
    """Element without text, or without any that an author typed."""


def _all(names: str, opener: Opener) -> dict[str, Opener]:
    return dict.fromkeys(names.split(), opener)


TEXT_OPENERS: Mapping[str, Callable[[BlockBuilder, Tag], None]] = MappingProxyType(
    {
        **_all(" ".join(_MARKS), lambda builder, element: builder.enter_marked(element, _MARKS[element.name])),
        # No text, but it separates words.
        **_all("button input select textarea", lambda builder, _: builder.inline.write(" ")),
        **_all(
            "script style head title meta link base svg canvas noembed param source track area map datalist"
            " annotation annotation-xml",
            _skip,
        ),
        "a": _anchor,
        "br": _line_break,
        # Browsers render it with quotation marks.
        "q": lambda builder, element: _surround(builder, element, "\u201c", "\u201d"),
        "rt": _ruby_text,
        "span": _span,
    }
)


_NUMBER = compile_lazily(r"\s*(-?\d{1,9})")
# Columns; more are a mistake of the page.
_MAX_COLSPAN = 20


def _block_by_class(builder: BlockBuilder, element: Tag) -> None:
    """Block that may be a figure, a caption, a spoiler or a quotation by its class."""
    names = classes(element)
    if _read_attribution(builder, element):
        return
    if is_code_label(element) or (names and (is_quote_table_label(element) or is_widget(element))):
        builder.end_paragraph()
    elif not names:
        builder.enter_block(element)
    elif is_code_box(element):
        _code(builder, element)
    elif is_quote_box(element):
        _open_quote(builder, element, box=element)
    elif "wp-caption" in names:
        _figure(builder, element)
    elif "wp-caption-text" in names:
        _caption(builder, element)
    elif names & SPOILERS:
        _marked_block(builder, element, Marks.SPOILER)
    else:
        builder.enter_block(element)


def _read_attribution(builder: BlockBuilder, element: Tag) -> bool:
    """Read a block as the attribution of a quotation, if it is one."""
    quote = builder.frame if isinstance(builder.frame, QuoteFrame) else None
    is_header = element.attrs and is_box_header(element) and (quote is not None or is_quote_header(element))
    if is_header or (quote is not None and quote.box is not None and is_header_cell(element)):
        _attribution(builder, element)
        return True
    return False


def _marked_block(builder: BlockBuilder, element: Tag, marks: Marks) -> None:
    builder.end_paragraph()
    builder.then(builder.end_paragraph)
    builder.enter_marked(element, marks)


def _term(builder: BlockBuilder, element: Tag) -> None:
    if is_code_label(element):
        builder.end_paragraph()
    else:
        _marked_block(builder, element, Marks.STRONG)


def _rule(builder: BlockBuilder, element: Tag) -> None:
    builder.add(Rule())
    builder.enter(element)


def _code(builder: BlockBuilder, element: Tag) -> None:
    builder.end_paragraph()
    code = read_code(element, builder.leave_out)
    if code is not None:
        builder.add(code)


def _code_in_text(builder: BlockBuilder, element: Tag) -> None:
    if is_code_box(element):
        _code(builder, element)
    else:
        builder.enter_marked(element, Marks.CODE)


def _quote(builder: BlockBuilder, element: Tag) -> None:
    frame = builder.frame
    if isinstance(frame, QuoteFrame) and frame.box is not None and not (frame.is_taken or frame.blocks):
        frame.is_taken = True
        head = header_before(element)
        if head is not None:
            _add_attribution(builder, frame, head)
        builder.enter_block(element)
    else:
        _open_quote(builder, element)


def _open_quote(builder: BlockBuilder, element: Tag, box: Tag | None = None) -> None:
    if builder.is_export:
        builder.open(element, QuoteFrame(cite=clean_address(attribute(element, "data-cite") or "")))
        return
    head = header_before(element)
    frame = QuoteFrame(
        attribution=attribution(head) if head is not None else None,
        cite=quoted_post(element, head, builder.base),
        quoted_author=author_attribute(element),
        box=box,
    )
    builder.open(element, frame)


def _attribution(builder: BlockBuilder, element: Tag) -> None:
    """Attribution inside a box; one before its box is read with that."""
    builder.end_paragraph()
    frame = builder.frame
    if isinstance(frame, QuoteFrame) and not is_quote_header(element):
        _add_attribution(builder, frame, element)


def _add_attribution(builder: BlockBuilder, frame: QuoteFrame, head: Tag) -> None:
    frame.attribution = " ".join(filter(None, (frame.attribution, attribution(head)))) or None
    frame.cite = frame.cite or quoted_post(head, head, builder.base)


def _cite(builder: BlockBuilder, element: Tag) -> None:
    """Source of a quotation, or title of a work."""
    frame, begins_line = builder.frame, builder.inline.begins_line
    if not isinstance(frame, QuoteFrame):
        builder.enter_marked(element, Marks.EMPHASIS)
    elif frame.box is element.parent and frame.box is not None and not frame.blocks:
        _attribution(builder, element)
    elif is_source_citation(element, begins_line=begins_line):
        if begins_line:
            builder.inline.drop_line()
        _add_attribution(builder, frame, element)
    else:
        builder.enter_marked(element, Marks.EMPHASIS)


def _footer(builder: BlockBuilder, element: Tag) -> None:
    """Source of a quotation, or footer of something else."""
    frame = builder.frame
    if isinstance(frame, QuoteFrame):
        builder.end_paragraph()
        _add_attribution(builder, frame, element)
    else:
        builder.enter_block(element)


def _numbered_list(builder: BlockBuilder, element: Tag) -> None:
    start = _NUMBER.match(attribute(element, "start") or "1")
    builder.open(element, ListFrame(start=int(start[1]) if start else 1))


def _table(builder: BlockBuilder, element: Tag) -> None:
    cell = code_cell(element)
    if is_quote_table(element):
        _open_quote(builder, element, box=element)
    elif cell is not None:
        _code(builder, cell)
    else:
        builder.open(element, TableFrame())


def _row(builder: BlockBuilder, element: Tag) -> None:
    builder.end_paragraph()
    if isinstance(builder.frame, TableFrame):
        builder.frame.begin_row()
    builder.enter_block(element)


def _cell(builder: BlockBuilder, element: Tag) -> None:
    if isinstance(builder.frame, QuoteFrame) and builder.frame.box is not None and is_header_cell(element):
        _attribution(builder, element)
        return
    row = element.parent
    in_head = row is not None and row.parent is not None and row.parent.name == "thead"
    width = _NUMBER.match(attribute(element, "colspan") or "1")
    columns = min(max(int(width[1]), 1), _MAX_COLSPAN) if width else 1
    builder.open_in(TableFrame, element, CellFrame(heading=element.name == "th" or in_head, width=columns))


def _figure(builder: BlockBuilder, element: Tag) -> None:
    builder.open(element, FigureFrame())


def _caption(builder: BlockBuilder, element: Tag) -> None:
    builder.open_in(FigureFrame, element, CaptionFrame())


def _picture(builder: BlockBuilder, element: Tag) -> None:
    if builder.is_export:
        address = builder.link(element, "data-src") or builder.link(element, "src")
        builder.add(Image(address, clean_line(attribute(element, "alt") or "")))
        return
    read = read_picture(element, builder.base)
    if isinstance(read, str):
        builder.inline.write(read)
    elif read is not None:
        builder.end_paragraph()
        picture = larger(read, builder.inline.href)
        if builder.pictures_lead:
            picture = leading(picture, builder.inline.href)
        if not _is_shown(picture, builder):
            builder.add(picture)
    builder.enter(element)


def _is_shown(picture: Image, builder: BlockBuilder) -> bool:
    """True if this was the last block already: `<noscript>` repeats images that a script loads late."""
    last = builder.frame.blocks[-1] if builder.frame.blocks else None
    return isinstance(last, Image) and picture.src is not None and last.src == picture.src


def _embed(builder: BlockBuilder, element: Tag) -> None:
    """Embedded content of another site, under the name of that site."""
    address = embedded(element, builder.base)
    if address:
        builder.add(Image(address, site_of(address)))
    elif element.name == "object":
        builder.enter_block(element)


def _template(builder: BlockBuilder, element: Tag) -> None:
    """Template: rendered only as a shadow root."""
    if attribute(element, "shadowrootmode"):
        builder.enter_block(element)


BLOCK_OPENERS: Mapping[str, Opener] = MappingProxyType(
    {
        **_all(
            "address article body center details dialog dir fieldset header hgroup html legend main nav noframes"
            " optgroup option search section summary tbody tfoot thead caption",
            BlockBuilder.enter_block,
        ),
        **_all("p div dl dd aside", _block_by_class),
        **_all("h1 h2 h3 h4 h5 h6", lambda builder, element: builder.enter_heading(element, int(element.name[1]))),
        **_all("pre xmp listing plaintext", _code),
        **_all("ul menu", lambda builder, element: builder.open(element, ListFrame())),
        **_all("td th", _cell),
        **_all("iframe video audio embed object amp-iframe amp-youtube", _embed),
        "blockquote": _quote,
        "dt": _term,
        "figcaption": _caption,
        "figure": _figure,
        "footer": _footer,
        # Nothing but a break between paragraphs.
        "form": lambda builder, _: builder.end_paragraph(),
        "hr": _rule,
        "li": lambda builder, element: builder.open_in(ListFrame, element, ItemFrame()),
        "ol": _numbered_list,
        "table": _table,
        "template": _template,
        "tr": _row,
    }
)
# Elements that occur in running text, but change blocks.
INLINE_OPENERS: Mapping[str, Opener] = MappingProxyType(
    {"cite": _cite, "code": _code_in_text, **_all("img amp-img", _picture)}
)


_SMILEY_CLASSES = word_set("smiley_names")
# vBulletin's class of images in running text; those with nothing but a title are smileys.
_TITLED_SMILEY_CLASS = "inlineimg"

# What is typed for a smiley, wherever a saver put its image.
_TYPED_SMILEY = compile_lazily(
    r":[\w+-]{1,40}:|[>}]?[:;=8xXB%|][-^o'~]?[()\[\]{}DdPpOoSsXx|/\\*$@#!?]{1,3}|\^[_.-]?\^|<3|[oO-][_.][oO-]"
    r"|[^\w\s\x00-\u203b]+"
)

_SMILEY_ADDRESS = compile_lazily(
    r"(?:^|/)(?:emojis?|smil(?:ies|eys?)|emoticons?|twemoji)/|s\.w\.org/images/core/", re.IGNORECASE
)
_DECORATION_CLASSES = word_set("portrait_names")
_DECORATION_URL = compile_lazily(
    r"gravatar\.com/|//(?:pixel|stats|b)\.(?:wp|wordpress)\.com|feeds\.feedburner\.com/~|doubleclick\.net"
    r"|(?:^|/)(?:spacer|blank|pixel|transparent|clear|shim|1x1|grey)\.(?:gif|png)",
    re.IGNORECASE,
)
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-actualsrc", "data-pagespeed-lazy-src", "src")
_SRCSETS = ("data-srcset", "data-lazy-srcset", "srcset")
_TINY = compile_lazily(r"[0-2](?:px)?$")
# Also as forums call attachments.
_IMAGE_FILE = compile_lazily(
    r"[^?#]+[.-](?:jpe?g|png|gif|webp|avif|svg)(?:\.\d+)?/?(?:[?#]|$)"
    r"|(?:[^?#]+/)?(?:attachment\.php\?|attachments/[^?#]|download/file\.php\?)|[^#]+[?&;]action=dlattach",
    re.IGNORECASE,
)


def read_picture(element: Tag, base: str | None) -> Image | str | None:
    """Read an image, the text that it draws, or None for decoration and for one without address and text."""
    names = classes(element)
    src = _address(element, base)
    text = clean_line(attribute(element, "alt") or attribute(element, "title") or "")
    if names & _SMILEY_CLASSES or (src and _SMILEY_ADDRESS.search(src)) or _is_smiley(element, names, text):
        return text or None
    if names & _DECORATION_CLASSES or is_tiny(element) or (src and _DECORATION_URL.search(src)):
        return None
    return Image(src, clean_line(attribute(element, "alt") or "")) if src or text else None


def _is_smiley(element: Tag, names: AbstractSet[str], text: str) -> bool:
    return bool(_TYPED_SMILEY.fullmatch(text)) or (
        _TITLED_SMILEY_CLASS in names and bool(text) and not (attribute(element, "alt") or "").strip()
    )


def is_tiny(element: Tag) -> bool:
    """True if an image is too small to be seen, as tracking pixels are."""
    return any(_TINY.match(attribute(element, side) or "") for side in ("width", "height"))


def larger(image: Image, href: str | None) -> Image:
    """The image that an image links to; itself where it links to a page or to nothing."""
    return Image(href, image.alt) if href and _IMAGE_FILE.match(href) else image


# No word: a comment does not say where its pictures lead.
_LEADS = "\u2197"


def leading(image: Image, href: str | None) -> Image:
    """Put a link to the page that an image leads to into its caption, as an arrow; none for an unnamed image."""
    leads = image.alt and href and href != image.src
    return Image(image.src, image.alt, (Span(_LEADS, Marks.NONE, href),)) if leads else image


def embedded(element: Tag, base: str | None) -> str | None:
    """Address of a frame, video, audio or other embedded content."""
    if is_tiny(element):
        return None
    for name in ("data-src", "src", "data"):
        address = link(attribute(element, name), base)
        if address:
            return address
    inner = element.find(["source", "embed", "iframe"])
    return link(attribute(inner, "src"), base) if isinstance(inner, Tag) else None


def site_of(address: str) -> str:
    """Host of an address, the whole address where it has none."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    return host.removeprefix("www.") if host else address


def _address(element: Tag, base: str | None) -> str | None:
    for name in _SOURCES:
        address = image_link(attribute(element, name), base)
        if address:
            return address
    for name in _SRCSETS:
        first = (attribute(element, name) or "").split(maxsplit=1)
        address = image_link(first[0].rstrip(","), base) if first else None
        if address:
            return address
    return None


_OPENERS = {**BLOCK_OPENERS, **TEXT_OPENERS, **INLINE_OPENERS}
_INLINE_NAMES = frozenset((*TEXT_OPENERS, *INLINE_OPENERS))


def to_blocks(
    nodes: Iterable[PageElement],
    base: str | None,
    leave_out: Callable[[Tag], bool] | None = None,
    *,
    pictures_lead: bool = False,
    is_name: IsName = no_names,
    is_export: bool = False,
) -> Blocks:
    """Blocks that a browser would render for these nodes, one after the other.

    Relative links resolve against `base`, and stay as written where it is None. Elements that `leave_out` selects are
    skipped with their content. With `pictures_lead`, an image that links to a page has the target in its caption.
    `is_name` tells whose names may stand alone over a quotation. With `is_export` the nodes are those that this program
    writes for blocks, and become the same again. Any tree gives valid blocks, in time linear in its size.
    """
    builder = BlockBuilder(
        base, leave_out, _OPENERS, _INLINE_NAMES, pictures_lead=pictures_lead and not is_export, is_export=is_export
    )
    blocks = builder.blocks(nodes)
    return blocks if is_export else take_credits(blocks, is_name)
