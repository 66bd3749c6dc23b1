"""A page and its parts as one file: what is kept of a page that is not the whole of the file it came in.

That is a zip file, so that other programs can open it, whose first member says what the others are.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from threadreader.errors import PageError
from threadreader.importer.container.container import Container, Part
from threadreader.importer.container.source import Source, original_bytes
from threadreader.importer.container.zipped import ZipReader, open_zip

_CONTENTS = "threadreader.json"
_PAGE = "page.html"
_FORMAT = "threadreader-page"
_VERSION = 1
_BEGIN = b"PK\x03\x04"
_NAME_AT = 30
_LATER = "update threadreader, which has learned to read it"


def pack_page(container: Container) -> bytes:
    """The bytes to keep of a page: opened again, they give an equal container.

    They are the file itself where it holds nothing but this page; else the page, as its bytes were, with its parts.
    The same page gives the same bytes.
    """
    if container.file is not None:
        return container.file
    parts = {id(part): part for part in container.parts.values()}
    members = {name: f"parts/{place}" for place, name in enumerate(parts)}
    contents = {
        "format": _FORMAT,
        "version": _VERSION,
        "kind": container.kind,
        "charset": container.charset,
        "url": container.url,
        "saved_at": container.saved_at and container.saved_at.isoformat(),
        "name": container.name,
        "address": container.address,
        "lacking": container.lacking,
        "parts": [
            {"address": address, "member": members[id(part)], "media_type": part.media_type, "charset": part.charset}
            for address, part in container.parts.items()
        ],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        # Not compressed, and of no date: whoever keeps them compresses them, and tells pages apart by their bytes.
        archive.writestr(zipfile.ZipInfo(_CONTENTS), json.dumps(contents, indent=1))
        archive.writestr(zipfile.ZipInfo(_PAGE), container.html)
        for identity, part in parts.items():
            archive.writestr(zipfile.ZipInfo(members[identity]), part.content)
    return packed.getvalue()


def is_bundle(start: bytes) -> bool:
    """Whether a file that begins so is what `pack_page` made."""
    return start.startswith(_BEGIN) and start[_NAME_AT:].startswith(_CONTENTS.encode())


def open_bundle(source: Source) -> Iterator[Container]:
    """The page that was packed."""
    with open_zip(source) as archive:
        try:
            contents = json.loads(archive.read(_CONTENTS) or b"")
            container = _unpack(contents, archive, original_bytes(source))
        except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as problem:
            raise PageError(source.name, f"is a damaged page of threadreader ({problem})") from problem
        if container is None:
            raise PageError(source.name, "is a page that a newer threadreader has packed", _LATER)
    yield container


def _unpack(contents: Any, archive: ZipReader, file: bytes) -> Container | None:
    if contents["format"] != _FORMAT or contents["version"] != _VERSION:
        return None
    found: dict[str, Part] = {}
    members: dict[str, Part] = {}
    for each in contents["parts"]:
        member = str(each["member"])
        if member not in members:
            members[member] = Part(archive.read(member) or b"", str(each["media_type"]), _text(each["charset"]))
        found[str(each["address"])] = members[member]
    return Container(
        kind=str(contents["kind"]),
        html=archive.read(_PAGE) or b"",
        charset=_text(contents["charset"]),
        url=_text(contents["url"]),
        saved_at=datetime.fromisoformat(contents["saved_at"]) if contents["saved_at"] else None,
        parts=found,
        name=str(contents["name"]),
        address=str(contents["address"]),
        lacking=tuple(map(str, contents["lacking"])),
        file=file,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
