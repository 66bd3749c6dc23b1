"""JSON export, lossless: the page with all quote links; reading it back gives an equal thread.

One record a line, so that `grep` and `diff` work on it; offsets count code points in `text`, end exclusive.

A JSON file is untrusted input like a page. The validators return a value cleaned, and raise ValueError for a wrong
type; an export of the program passes unchanged.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from threadreader.export import NO_LABELS, Exporter, Labels, TextOffsets
from threadreader.lexicon import compile_lazily
from threadreader.model.blocks import MAX_NESTING
from threadreader.model.codec import Plain, article_to_plain, comment_to_plain, thread_from_plain
from threadreader.model.page import Note, Page, PageId, Save
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_address, clean_line
from threadreader.model.thread import CommentId

# Larger integers are refused: no count or score of a page is as large.
_MAX_NUMBER = 10**9

_Validator = Callable[[Any], Any]
_Schema = Mapping[str, _Validator]


def _error(wanted: str, plain: Any) -> ValueError:
    return ValueError(f"{wanted} is wanted, not {plain!r:.40}")


def _record(schema: _Schema) -> Callable[[Any], Plain]:
    def check(plain: Any) -> Plain:
        if not isinstance(plain, dict):
            raise _error("an object", plain)
        missing = next((key for key in schema if key not in plain), None)
        if missing is not None:
            raise ValueError(f"an object lacks {missing!r}")
        return {key: validate(plain[key]) for key, validate in schema.items()}

    return check


def _listed(validate: _Validator) -> Callable[[Any], list[Any]]:
    def check(plain: Any) -> list[Any]:
        if not isinstance(plain, list):
            raise _error("a list", plain)
        return [validate(item) for item in plain]

    return check


def _optional(validate: _Validator) -> _Validator:
    return lambda plain: None if plain is None else validate(plain)


def _text(plain: Any) -> str:
    if not isinstance(plain, str):
        raise _error("text", plain)
    return plain


def _multiline(plain: Any) -> str:
    return clean(_text(plain))


def _line(plain: Any) -> str:
    return clean_line(_text(plain))


def _address(plain: Any) -> str | None:
    return clean_address(_text(plain))


def number(plain: Any) -> int:
    """Validate an integer of at most `_MAX_NUMBER`."""
    if isinstance(plain, bool) or not isinstance(plain, int) or abs(plain) > _MAX_NUMBER:
        raise _error("a number", plain)
    return plain


def count(plain: Any) -> int:
    """Validate a count; a negative one is 0."""
    return max(number(plain), 0)


def _score(plain: Any) -> float:
    if isinstance(plain, bool) or not isinstance(plain, int | float):
        raise _error("a number", plain)
    return plain


def _boolean(plain: Any) -> bool:
    if not isinstance(plain, bool):
        raise _error("true or false", plain)
    return plain


def _blocks(depth: int) -> Callable[[Any], list[Any]]:
    def check(plain: Any) -> Plain:
        if depth > MAX_NESTING:
            raise ValueError(f"quotes and lists nest deeper than {MAX_NESTING} levels")
        kind = plain.get("kind") if isinstance(plain, dict) else None
        schema = _block_schemas(depth).get(kind) if isinstance(kind, str) else None
        if schema is None:
            raise ValueError(f"no kind of block is called {kind!r:.40}")
        return {"kind": kind, **_record(schema)(plain)}

    return _listed(check)


def _block_schemas(depth: int) -> Mapping[str, _Schema]:
    def inner(plain: Any) -> list[Any]:
        return _blocks(depth + 1)(plain)

    return {
        **_LEAVES,
        "quote": {"blocks": inner, "attribution": _optional(_line), "cite": _optional(_address)},
        "list": {"items": _listed(inner), "start": _optional(number)},
    }


_SPANS = _listed(_record({"text": _multiline, "marks": _listed(_line), "href": _optional(_address)}))
_LEAVES: Mapping[str, _Schema] = MappingProxyType(
    {
        "paragraph": {"spans": _SPANS},
        "heading": {"level": number, "spans": _SPANS},
        "code": {"text": _multiline, "language": _optional(_line)},
        "table": {"rows": _listed(_listed(_SPANS)), "header": number},
        "image": {"src": _optional(_address), "alt": _multiline, "caption": _SPANS},
        "rule": {},
    }
)
_AUTHOR = _record({"name": _line, "url": _optional(_address)})
_PAGE = _record(
    {
        "id": _line,
        "url": _optional(_address),
        "title": _line,
        "site": _optional(_line),
        "saved_at": _optional(_line),
        "container": _optional(_line),
        "adapter": _optional(_line),
        "language": _optional(_line),
        "declared_count": _optional(count),
    }
)
_ARTICLE = _record(
    {
        "title": _line,
        "authors": _listed(_AUTHOR),
        "published_at": _optional(_line),
        "blocks": _blocks(0),
        "link": _optional(_address),
    }
)
_COMMENT = _record(
    {
        "id": _line,
        "parent_id": _optional(_line),
        "author": _optional(_AUTHOR),
        "posted_at": _optional(_line),
        "posted_text": _optional(_line),
        "permalink": _optional(_address),
        "kind": _line,
        "status": _line,
        "by_op": _boolean,
        "score": _optional(number),
        "blocks": _blocks(0),
    }
)
_PASSAGE = {"comment_id": _optional(_line), "start": count, "end": count}
_QUOTE = _record({**_PASSAGE, "target": _optional(_record(_PASSAGE)), "method": _line, "score": _score})
_EXPORT: _Schema = MappingProxyType(
    {
        "page": _PAGE,
        "article": _ARTICLE,
        "comments": _listed(_COMMENT),
        "quotes": _listed(_QUOTE),
        "notes": _listed(_record({"where": _line, "message": _line})),
    }
)


FORMAT = "threadreader"
VERSION = 1  # raised when what a reader of the last version expects is no longer there

# Method of a quotation without a source.
_UNRESOLVED = "none"
# DEL, C1 controls, line separators, bidi controls and lone surrogates.
_UNSAFE = compile_lazily("[\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]")


def export_json(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> str:
    """Write the export as JSON."""
    page, thread = exported.page, exported.thread
    members = (
        ("format", _dump(FORMAT)),
        ("version", _dump(VERSION)),
        ("page", _dump(_page_to_plain(page))),
        ("article", _dump(article_to_plain(thread.article))),
        ("comments", _dump_lines(map(comment_to_plain, thread.comments))),
        ("quotes", _dump_lines(_quotes_to_plain(exported))),
        ("notes", _dump_lines({"where": note.where, "message": note.message} for note in exported.notes)),
    )
    text = ",\n".join(f' "{name}": {value}' for name, value in members)
    return f"{{\n{_UNSAFE.sub(_escape, text)}\n}}\n"


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
        # An article without one has none in the file.
        loaded = {**loaded, "article": {"link": None, **loaded["article"]}}
        plain = _record(_EXPORT)(loaded if with_quotes else {**loaded, "quotes": []})
        thread = thread_from_plain(plain)
        offsets = TextOffsets(thread)
        return ParsedPage(
            page=_page_from_plain(plain["page"]),
            thread=thread,
            quotes=_quotes_from_plain(plain["quotes"], offsets),
            notes=tuple(Note(note["where"], note["message"]) for note in plain["notes"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise ValueError(f"not a thread in the JSON form: {problem!r}") from problem


# One for all records; what is made of a thread holds nothing twice.
_dump = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def _dump_lines(records: Iterable[Plain]) -> str:
    lines = [f"  {_dump(record)}" for record in records]
    return "[\n" + ",\n".join(lines) + "\n ]" if lines else "[]"


def _escape(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"


def _page_to_plain(page: Page) -> Plain:
    save = page.newest
    return {
        "id": page.id,
        "url": page.url,
        "title": page.title,
        "site": page.site,
        "saved_at": save.saved_at.isoformat(timespec="seconds") if save and save.saved_at else None,
        "container": save.container if save else None,
        "adapter": save.adapter if save else None,
        "language": page.language,
        "declared_count": page.declared_count,
    }


def _page_from_plain(plain: Plain) -> Page:
    saved_at = plain["saved_at"] and datetime.fromisoformat(plain["saved_at"])
    save = Save("", "", plain["container"], plain["adapter"] or "", saved_at) if plain["container"] else None
    return Page(
        id=PageId(plain["id"]),
        title=plain["title"],
        url=plain["url"],
        site=plain["site"],
        language=plain["language"],
        declared_count=plain["declared_count"],
        saves=(save,) if save else (),
    )


def _quotes_to_plain(exported: ParsedPage) -> Iterator[Plain]:
    offsets = TextOffsets(exported.thread)
    for quote in filter(lambda quote: offsets.has(quote.at), exported.quotes.quotes):
        link = exported.quotes.link.get(quote)
        if link and not offsets.has(link.target):
            link = None
        yield {
            **_anchor_to_plain(quote.at, offsets),
            "target": _anchor_to_plain(link.target, offsets) if link else None,
            "method": str(link.method) if link else _UNRESOLVED,
            "score": link.score if link else 0.0,
        }


def _quotes_from_plain(plain: list[Plain], offsets: TextOffsets) -> QuoteIndex:
    quotes: list[Quote] = []
    links: list[QuoteLink] = []
    for record in plain:
        at = _anchor_from_plain(record, offsets)
        quotes.append(Quote(at, offsets.leaf(at).text[at.start : at.end]))
        if record["target"]:
            target = _anchor_from_plain(record["target"], offsets)
            links.append(QuoteLink(quotes[-1], target, Method(record["method"]), record["score"]))
    return QuoteIndex(tuple(quotes), tuple(links))


def _anchor_to_plain(anchor: Anchor, offsets: TextOffsets) -> Plain:
    start, end = offsets.offsets(anchor)
    return {"comment_id": anchor.owner, "start": start, "end": end}


def _anchor_from_plain(plain: Plain, offsets: TextOffsets) -> Anchor:
    owner = plain["comment_id"]
    return offsets.anchor(None if owner is None else CommentId(owner), plain["start"], plain["end"])


EXPORTER = Exporter("json", ".json", export_json, lossless=True)
