"""The JSON form: everything that a page holds, and where each quotation leads; reading it back gives an equal thread.

One record a line, so that `grep` and `diff` work on it; offsets count code points in `text`, end exclusive.

What a JSON file says of a thread, taken as a page is: anybody may have written it. Numbers of the text form too.

Each function gives the value cleaned, and raises ValueError where it is none of its kind. What an export wrote comes
out as it went in.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from threadreader.export import Exported, Exporter, Places
from threadreader.model.blocks import MAX_NESTING
from threadreader.model.codec import Plain, article_to_plain, comment_to_plain, thread_from_plain
from threadreader.model.page import Note, Page, PageId, Save
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.text import clean, clean_address, clean_line
from threadreader.model.thread import CommentId

_MOST = 10**9

_Check = Callable[[Any], Any]
_Shape = Mapping[str, _Check]


def checked(plain: Any) -> Plain:
    """The members that a thread is read from; what else there is, is left out."""
    return _record(_EXPORT)(plain)


def _wrong(wanted: str, plain: Any) -> ValueError:
    return ValueError(f"{wanted} is wanted, not {plain!r:.40}")


def _record(shape: _Shape) -> Callable[[Any], Plain]:
    def check(plain: Any) -> Plain:
        if not isinstance(plain, dict):
            raise _wrong("an object", plain)
        lacking = next((key for key in shape if key not in plain), None)
        if lacking is not None:
            raise ValueError(f"an object lacks {lacking!r}")
        return {key: each(plain[key]) for key, each in shape.items()}

    return check


def _listed(each: _Check) -> Callable[[Any], list[Any]]:
    def check(plain: Any) -> list[Any]:
        if not isinstance(plain, list):
            raise _wrong("a list", plain)
        return [each(one) for one in plain]

    return check


def _optional(each: _Check) -> _Check:
    return lambda plain: None if plain is None else each(plain)


def _text(plain: Any) -> str:
    if not isinstance(plain, str):
        raise _wrong("text", plain)
    return plain


def _words(plain: Any) -> str:
    return clean(_text(plain))


def _line(plain: Any) -> str:
    return clean_line(_text(plain))


def _address(plain: Any) -> str | None:
    return clean_address(_text(plain))


def number(plain: Any) -> int:
    """A whole number that the library has room for."""
    if isinstance(plain, bool) or not isinstance(plain, int) or abs(plain) > _MOST:
        raise _wrong("a number", plain)
    return plain


def count(plain: Any) -> int:
    """How many there are."""
    return max(number(plain), 0)


def _score(plain: Any) -> float:
    if isinstance(plain, bool) or not isinstance(plain, int | float):
        raise _wrong("a number", plain)
    return plain


def _fact(plain: Any) -> bool:
    if not isinstance(plain, bool):
        raise _wrong("true or false", plain)
    return plain


def _blocks(depth: int) -> Callable[[Any], list[Any]]:
    def check(plain: Any) -> Plain:
        if depth > MAX_NESTING:
            raise ValueError(f"quotes and lists nest deeper than {MAX_NESTING} levels")
        kind = plain.get("kind") if isinstance(plain, dict) else None
        shape = _block_shapes(depth).get(kind) if isinstance(kind, str) else None
        if shape is None:
            raise ValueError(f"no kind of block is called {kind!r:.40}")
        return {"kind": kind, **_record(shape)(plain)}

    return _listed(check)


def _block_shapes(depth: int) -> Mapping[str, _Shape]:
    def inner(plain: Any) -> list[Any]:
        return _blocks(depth + 1)(plain)

    return {
        **_LEAVES,
        "quote": {"blocks": inner, "attribution": _optional(_line), "cite": _optional(_address)},
        "list": {"items": _listed(inner), "start": _optional(number)},
    }


_SPANS = _listed(_record({"text": _words, "marks": _listed(_line), "href": _optional(_address)}))
_LEAVES: Mapping[str, _Shape] = MappingProxyType(
    {
        "paragraph": {"spans": _SPANS},
        "heading": {"level": number, "spans": _SPANS},
        "code": {"text": _words, "language": _optional(_line)},
        "table": {"rows": _listed(_listed(_SPANS)), "header": number},
        "image": {"src": _optional(_address), "alt": _words, "caption": _SPANS},
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
    {"title": _line, "authors": _listed(_AUTHOR), "published_at": _optional(_line), "blocks": _blocks(0)}
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
        "by_op": _fact,
        "score": _optional(number),
        "blocks": _blocks(0),
    }
)
_PASSAGE = {"comment_id": _optional(_line), "start": count, "end": count}
_QUOTE = _record({**_PASSAGE, "target": _optional(_record(_PASSAGE)), "method": _line, "score": _score})
_EXPORT: _Shape = MappingProxyType(
    {
        "page": _PAGE,
        "article": _ARTICLE,
        "comments": _listed(_COMMENT),
        "quotes": _listed(_QUOTE),
        "notes": _listed(_record({"where": _line, "message": _line})),
    }
)


FORMAT = "threadreader"
VERSION = 1

_UNRESOLVED = "none"
_UNSAFE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]")


def export_json(exported: Exported, _width: int = 0) -> str:
    """The export as JSON text that ends with a newline."""
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
    written = ",\n".join(f' "{name}": {value}' for name, value in members)
    return f"{{\n{_UNSAFE.sub(_escape, written)}\n}}\n"


def read_json(text: str, *, with_quotes: bool = True) -> Exported:
    """The inverse of `export_json`, cleaned; ValueError where the text is no such export.

    What JSON does not hold is lost: the digests and names of saves, all saves but the newest, attributions of
    quotations outside of quoted blocks, and runners-up.
    """
    try:
        loaded = json.loads(text)
        if (loaded["format"], loaded["version"]) != (FORMAT, VERSION):
            raise ValueError(f"not version {VERSION} of the JSON form")
        plain = checked(loaded if with_quotes else {**loaded, "quotes": []})
        thread = thread_from_plain(plain)
        places = Places(thread)
        return Exported(
            page=_page_from_plain(plain["page"]),
            thread=thread,
            quotes=_quotes_from_plain(plain["quotes"], places),
            notes=tuple(Note(note["where"], note["message"]) for note in plain["notes"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise ValueError(f"not a thread in the JSON form: {problem!r}") from problem


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


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


def _quotes_to_plain(exported: Exported) -> Iterator[Plain]:
    places = Places(exported.thread)
    for quote in exported.quotes.quotes:
        link = exported.quotes.link.get(quote)
        yield {
            **_anchor_to_plain(quote.at, places),
            "target": _anchor_to_plain(link.target, places) if link else None,
            "method": str(link.method) if link else _UNRESOLVED,
            "score": link.score if link else 0.0,
        }


def _quotes_from_plain(plain: list[Plain], places: Places) -> QuoteIndex:
    quotes: list[Quote] = []
    links: list[QuoteLink] = []
    for one in plain:
        at = _anchor_from_plain(one, places)
        quotes.append(Quote(at, places.leaf(at).text[at.start : at.end]))
        if one["target"]:
            target = _anchor_from_plain(one["target"], places)
            links.append(QuoteLink(quotes[-1], target, Method(one["method"]), one["score"]))
    return QuoteIndex(tuple(quotes), tuple(links))


def _anchor_to_plain(anchor: Anchor, places: Places) -> Plain:
    start, end = places.offsets(anchor)
    return {"comment_id": anchor.owner, "start": start, "end": end}


def _anchor_from_plain(plain: Plain, places: Places) -> Anchor:
    owner = plain["comment_id"]
    return places.anchor(None if owner is None else CommentId(owner), plain["start"], plain["end"])


EXPORTER = Exporter("json", ".json", export_json, lossless=True)
