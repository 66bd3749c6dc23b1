"""JSON export, lossless: the page with all quote links; reading it back gives an equal thread.

One record a line, so that `grep` and `diff` work on it; offsets count code points in `text`, end exclusive.

A JSON file is untrusted input like a page: msgspec checks it against the types below, of which the JSON Schema is
made, and texts are cleaned; an export of the program passes unchanged.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, Literal, cast

from msgspec import Meta, Struct, convert, to_builtins

from threadreader.export import NO_LABELS, Labels, TextOffsets
from threadreader.model import wire
from threadreader.model.blocks import MAX_NUMBER, Marks
from threadreader.model.page import Note, Page, PageId, Save
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_address, clean_line
from threadreader.model.thread import CommentId, Thread

_Count = Annotated[int, Meta(ge=0, le=MAX_NUMBER)]
_Offset = Annotated[int, Meta(ge=0, le=MAX_NUMBER, description="code points of `text`; the end is exclusive")]
_Owner = Annotated[str | None, Meta(description="null for the article")]
_MethodName = Literal["cited", "exact", "folded", "fuzzy", "none"]


class PageForm(Struct):
    """A page, and the newest save of it."""

    id: str
    url: str | None
    title: str
    site: str | None
    saved_at: wire.Iso | None
    container: str | None
    adapter: str | None
    language: str | None
    declared_count: _Count | None


class PassageForm(Struct):
    """A range of the text of a comment or of the article."""

    comment_id: _Owner
    start: _Offset
    end: _Offset


class QuoteForm(PassageForm):
    """A quotation, and the passage that it is of."""

    target: PassageForm | None
    method: _MethodName
    score: Annotated[float, Meta(ge=0, le=1)]


class Export(Struct):
    """Comments are in pre-order: parents first, branches contiguous. Offsets count code points."""

    format: Literal["threadreader"]
    version: Literal[1]
    page: PageForm
    article: wire.ArticleForm
    comments: tuple[wire.CommentForm, ...]
    quotes: tuple[QuoteForm, ...]
    notes: tuple[Note, ...]


FORMAT = "threadreader"
VERSION = 1  # raised when what a reader of the last version expects is no longer there

# DEL, C1 controls, line separators, bidi controls and lone surrogates.
_UNSAFE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]")


def export_json(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> str:
    """Write the export as JSON."""
    page, thread = exported.page, exported.thread
    members = (
        ("format", _dump(FORMAT)),
        ("version", _dump(VERSION)),
        ("page", _dump(_page_to_plain(page))),
        ("article", _dump(wire.article_to_plain(thread.article))),
        ("comments", _dump_lines(map(wire.comment_to_plain, thread.comments))),
        ("quotes", _dump_lines(_quotes_to_plain(exported))),
        ("notes", _dump_lines(map(to_builtins, exported.notes))),
    )
    text = ",\n".join(f' "{name}": {value}' for name, value in members)
    return "{\n" + _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n}\n"


def export_line(exported: ParsedPage) -> str:
    """The same on one line: what ends a line stands in no string."""
    return export_json(exported).replace("\n", "") + "\n"


def read_json(text: str, *, with_quotes: bool = True) -> ParsedPage:
    """Inverse of `export_json`, cleaned; ValueError if the text is no such export.

    Lost is what JSON does not hold: hashes and names of saves, all saves but the newest, attributions of quotations
    outside of quoted blocks, and runners-up.
    """
    try:
        loaded = json.loads(text)
        if (loaded["format"], loaded["version"]) != (FORMAT, VERSION):
            raise ValueError(f"not version {VERSION} of the JSON form")
        export = convert(wire.with_mark_bits(_cleaned(loaded if with_quotes else {**loaded, "quotes": []})), Export)
        thread = Thread(export.article.article(), tuple([form.comment() for form in export.comments]))
        return ParsedPage(
            page=_page(export.page),
            thread=thread,
            quotes=_quotes(export.quotes, TextOffsets(thread)),
            notes=export.notes,
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise ValueError(f"not a thread in the JSON form: {problem!r}") from problem


def json_schema() -> Mapping[str, Any]:
    """The JSON Schema of the export: what it always has, and nothing more."""
    from msgspec.json import schema_components

    (export,), components = schema_components([Export], ref_template="#/$defs/{name}")
    del components["Marks"]
    marks = {"type": "array", "items": {"enum": [mark.name.lower() for mark in Marks if mark.name]}}
    components["Span"]["properties"]["marks"] = marks
    for record in (each for each in components.values() if "properties" in each):
        record["required"] = [name for name in record["properties"] if name != "link"]
        record["additionalProperties"] = False
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Thread exported by threadreader"}
    return {**head, **export, "$defs": components}


_CLEANERS = MappingProxyType(
    {
        **dict.fromkeys(("text", "alt"), clean),
        **dict.fromkeys(("url", "href", "cite", "src", "permalink", "link"), clean_address),
    }
)
"""What cleans the strings under a key; all others are lines."""


def _cleaned(plain: Any, key: str = "") -> Any:
    if isinstance(plain, str):
        return _CLEANERS.get(key, clean_line)(plain)
    if isinstance(plain, list):
        return [_cleaned(each, key) for each in plain]
    if isinstance(plain, dict):
        return {name: _cleaned(each, name) for name, each in plain.items()}
    return plain


# One for all records; what is made of a thread holds nothing twice.
_dump = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def _dump_lines(records: Iterable[wire.Plain]) -> str:
    lines = [f"  {_dump(record)}" for record in records]
    return "[\n" + ",\n".join(lines) + "\n ]" if lines else "[]"


def _page_to_plain(page: Page) -> Any:
    save = page.newest
    form = PageForm(
        id=page.id,
        url=page.url,
        title=page.title,
        site=page.site,
        saved_at=save.saved_at.isoformat(timespec="seconds") if save and save.saved_at else None,
        container=save.container if save else None,
        adapter=save.adapter if save else None,
        language=page.language,
        declared_count=page.declared_count,
    )
    return to_builtins(form)


def _page(form: PageForm) -> Page:
    saved_at = datetime.fromisoformat(form.saved_at) if form.saved_at else None
    save = Save("", "", form.container, form.adapter or "", saved_at) if form.container else None
    return Page(
        id=PageId(form.id),
        title=form.title,
        url=form.url,
        site=form.site,
        language=form.language,
        declared_count=form.declared_count,
        saves=(save,) if save else (),
    )


def _quotes_to_plain(exported: ParsedPage) -> Iterator[wire.Plain]:
    offsets = TextOffsets(exported.thread)
    for quote in filter(lambda quote: offsets.has(quote.at), exported.quotes.quotes):
        link = exported.quotes.link.get(quote)
        if link and not offsets.has(link.target):
            link = None
        yield to_builtins(
            QuoteForm(
                quote.at.owner,
                *offsets.offsets(quote.at),
                PassageForm(link.target.owner, *offsets.offsets(link.target)) if link else None,
                cast("_MethodName", str(link.method)) if link else "none",
                link.score if link else 0.0,
            )
        )


def _quotes(forms: Iterable[QuoteForm], offsets: TextOffsets) -> QuoteIndex:
    quotes: list[Quote] = []
    links: list[QuoteLink] = []
    for form in forms:
        at = _anchor(form, offsets)
        quotes.append(Quote(at, offsets.leaf(at).text[at.start : at.end]))
        if form.target:
            links.append(QuoteLink(quotes[-1], _anchor(form.target, offsets), Method(form.method), form.score))
    return QuoteIndex(tuple(quotes), tuple(links))


def _anchor(form: PassageForm, offsets: TextOffsets) -> Anchor:
    return offsets.anchor(None if form.comment_id is None else CommentId(form.comment_id), form.start, form.end)
