"""The JSON form: everything that a page holds, and where each quotation leads; reading it back gives an equal thread.

One record a line, so that `grep` and `diff` work on it; offsets count code points in `text`, end exclusive.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from threadreader.export import Exported, Exporter
from threadreader.export.checked import checked
from threadreader.export.places import Places
from threadreader.model.page import Note, Page, PageId, Save
from threadreader.model.plain import Plain, article_to_plain, comment_to_plain, thread_from_plain
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.thread import CommentId

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
