"""What a JSON file says of a thread, taken as a page is: anybody may have written it. Numbers of the text form too.

Each function gives the value cleaned, and raises ValueError where it is none of its kind. What an export wrote comes
out as it went in.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from threadreader.model.blocks import MAX_NESTING
from threadreader.model.clean import clean, clean_address, clean_line
from threadreader.model.plain import Plain

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
