"""One page with its comments in a frame, in every kind of file that a page is saved in."""

import base64
import gzip
import io
import json
import plistlib
import quopri
import zipfile
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import BinaryIO
from urllib.parse import quote

import brotli
import zstandard

URL = "https://blog.example/rye/"
FRAME_URL = f"https://service.example/embed/?base=default&t_u={quote(URL, safe='')}"
PICTURE_URL = "https://blog.example/loaf.png"
PICTURE = b"\x89PNG\r\n\x1a\nloaf" + bytes(range(256))
DATE = "2024-03-05T12:00:00+00:00"

_POST = (
    '<li class="post" id="post-{0}"><div class="post-content"><span class="post-byline"><span class="author">{1}</span>'
    '</span><div class="post-message"><p>{2}</p></div></div><ul class="children">{3}</ul></li>'
)
FRAME = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Comments</title></head><body><ul id="post-list">{
    _POST.format(1, "Ann", "It does, and it takes it — all.", _POST.format(2, "Böb", "Mine took all of it.", ""))
}</ul><p>{"All rights reserved. " * 20}</p></body></html>""".encode()


def page(frame: str = FRAME_URL, picture: str = PICTURE_URL, head: str = "") -> bytes:
    """The page, its frame and its picture referred to as that program does."""
    shown = f'<iframe title="Comments" src="{frame.replace("&", "&amp;")}"></iframe>' if frame else ""
    return f"""<!DOCTYPE html><html lang="en">{head}<head><meta charset="utf-8"><title>Rye</title>
<link rel="canonical" href="{URL}"></head><body><article><h1>Rye</h1><div class="entry-content">
<p>Bread wants time — a day of it.</p><img src="{picture}" alt="A loaf"></div></article>{shown}
</body></html>""".encode()


def mhtml(boundary: str = "----MultipartBoundary--x----", end: str = "--") -> bytes:
    """As Chromium writes it."""
    frame = (
        "Content-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: {FRAME_URL}\r\n\r\n"
    ).encode() + quopri.encodestring(FRAME)
    root = (
        "Content-Type: text/html\r\nContent-ID: <frame-0@mhtml.blink>\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: {URL}\r\n\r\n"
    ).encode() + quopri.encodestring(page("cid:frame-1@mhtml.blink"))
    picture = (
        f"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {PICTURE_URL}\r\n\r\n"
    ).encode() + base64.encodebytes(PICTURE)
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\nSubject: Rye\r\n"
        "Date: Tue, 5 Mar 2024 12:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        f'\ttype="text/html";\r\n\tboundary="{boundary}"\r\n\r\n\r\n'
    ).encode()
    line = b"------MultipartBoundary--x----"
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in (root, picture, frame)) + line + end.encode()


def webarchive(form: plistlib.PlistFormat = plistlib.FMT_BINARY) -> bytes:
    """As Safari writes it: the frame is one that a script made, of which the page says nothing."""

    def resource(url: str, kind: str, content: bytes) -> dict[str, object]:
        charset = {"WebResourceTextEncodingName": "UTF-8"} if kind == "text/html" else {}
        return {"WebResourceURL": url, "WebResourceMIMEType": kind, "WebResourceData": content, **charset}

    archive = {
        "WebMainResource": resource(URL, "text/html", page(frame="")),
        "WebSubresources": [resource(PICTURE_URL, "image/png", PICTURE)],
        "WebSubframeArchives": [{"WebMainResource": resource(FRAME_URL, "text/html", FRAME)}],
    }
    return plistlib.dumps(archive, fmt=form)


def zipped(members: Mapping[str, bytes], before: bytes = b"", packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Files in a zip file, which may begin with something else."""
    file = io.BytesIO(before)
    file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(file, "a", packing) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, packing)
    return file.getvalue()


def maff(folders: Iterable[str] = ("1709640000",)) -> bytes:
    """As the extension of Firefox wrote it, a folder for each page."""
    members: dict[str, bytes] = {}
    for folder in folders:
        members[f"{folder}/index.html"] = page("index_files/thread.html", "index_files/loaf.png")
        members[f"{folder}/index_files/thread.html"] = FRAME
        members[f"{folder}/index_files/loaf.png"] = PICTURE
        members[f"{folder}/index.rdf"] = f"""<?xml version="1.0"?>
<RDF:RDF xmlns:MAF="http://maf.mozdev.org/metadata/rdf#" xmlns:RDF="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<RDF:Description RDF:about="urn:root"><MAF:originalurl RDF:resource="{URL}"/><MAF:title RDF:resource="Rye"/>
<MAF:archivetime RDF:resource="Tue, 05 Mar 2024 12:00:00 GMT"/><MAF:indexfilename RDF:resource="index.html"/>
<MAF:charset RDF:resource="UTF-8"/></RDF:Description></RDF:RDF>""".encode()
    return zipped(members)


def single_file_zip(before: bytes = b"") -> bytes:
    """As SingleFile writes it; behind a page that unpacks it, it opens in browsers."""
    manifest = {"originalUrl": URL, "archiveTime": DATE.replace("+00:00", ".000Z"), "indexFilename": "index.html"}
    members = {
        "index.html": page("frames/0/index.html", "images/0.png"),
        "manifest.json": json.dumps(manifest).encode(),
        "frames/0/index.html": FRAME,
        "images/0.png": PICTURE,
    }
    return zipped(members, before)


def self_extracting() -> bytes:
    """The same behind a page that unpacks it."""
    return single_file_zip(f"<!DOCTYPE html> <html data-sfz><!--\n url: {URL}\n--><body>{'wait ' * 99}".encode())


def saved_folder() -> bytes:
    """A page that a browser saved with its folder, zipped by hand."""
    head = f"<!-- saved from url=({len(URL):04}){URL} -->"
    return zipped(
        {
            "pages/Rye.html": page("./Rye_files/thread.html", "./Rye_files/loaf.png", head),
            "pages/Rye_files/thread.html": FRAME,
            "pages/Rye_files/loaf.png": PICTURE,
        }
    )


def record(kind: str, headers: Mapping[str, str], block: bytes, length: int | None = None) -> bytes:
    """A record of a WARC file."""
    head = {"WARC-Type": kind, "WARC-Date": DATE.replace("+00:00", "Z"), **headers}
    head["Content-Length"] = str(len(block) if length is None else length)
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n"


def response(
    url: str, body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", more: str = ""
) -> bytes:
    """A record of what a server answered."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode()
    return record("response", {"WARC-Target-URI": url, "Content-Type": "application/http"}, head + body)


def records() -> tuple[bytes, ...]:
    """What a crawler writes of the page, among other things."""
    return (
        record("warcinfo", {"Content-Type": "application/warc-fields"}, b"software: x\r\n"),
        record("request", {"WARC-Target-URI": URL}, b"GET /rye/ HTTP/1.1\r\n\r\n"),
        response("https://blog.example/robots.txt", b"<html>nothing here", status="404 Not Found"),
        response(URL, page()),
        response(PICTURE_URL, PICTURE, "image/png"),
        response(FRAME_URL, FRAME, "text/html"),
    )


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def warc() -> bytes:
    """Not compressed."""
    return b"".join(records())


def packed_warc() -> bytes:
    """Each record compressed by itself."""
    return b"".join(map(_gzip, records()))


def wacz(packing: int = zipfile.ZIP_STORED) -> bytes:
    """As Browsertrix writes it."""
    listed = json.dumps({"format": "json-pages-1.0"}) + "\n" + json.dumps({"url": URL, "ts": DATE}) + "\n"
    return zipped(
        {
            "archive/data.warc.gz": packed_warc(),
            "pages/pages.jsonl": listed.encode(),
            "datapackage.json": b"{}",
        },
        packing=packing,
    )


def monolith() -> bytes:
    """Everything in the page itself."""
    head = f"<!-- Saved from {URL} at 2024-03-05T12:00:00Z using monolith v2.11.0 -->"
    frame = "data:text/html;base64," + base64.b64encode(FRAME).decode()
    return page(frame, "data:image/png;base64," + base64.b64encode(PICTURE).decode(), head)


def har(*, scripted: Mapping[str, object] | None = None, encoded: bool = True) -> bytes:
    """As the developer tools of a browser write it; `scripted` is more of an entry that a script asked for."""

    def entry(url: str, kind: str, body: bytes, more: Mapping[str, object]) -> dict[str, object]:
        text: dict[str, object] = {"text": body.decode("utf-8", "replace")}
        if encoded or "image" in kind:
            text = {"text": base64.b64encode(body).decode(), "encoding": "base64"}
        return {
            "pageref": "page_1",
            "startedDateTime": DATE,
            "request": {"method": "GET", "url": url, "headers": []},
            "response": {"status": 200, "content": {"size": len(body), "mimeType": kind, **text}},
            **more,
        }

    fragment = page(frame="").replace(b"Rye", b"Another page")
    entries = [
        {"pageref": "page_1", "request": {"url": "http://blog.example/"}, "response": {"status": 301, "content": {}}},
        entry("https://blog.example/next", "text/html", fragment, scripted or {"_resourceType": "xhr"}),
        entry(URL, "text/html; charset=utf-8", page(), {}),
        entry(PICTURE_URL, "image/png", PICTURE, {}),
        entry(FRAME_URL, "text/html; charset=utf-8", FRAME, {}),
    ]
    pages = [{"id": "page_1", "title": "Rye", "startedDateTime": DATE}]
    return json.dumps({"log": {"version": "1.2", "creator": {}, "pages": pages, "entries": entries}}).encode()


def mail() -> bytes:
    """A message with a saved page attached."""
    head = (
        "Received: from a.example\r\n by b.example; Tue, 5 Mar 2024 13:00:00 +0000\r\n"
        * 40
        + 'From: ann@a.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="outer"\r\n\r\n'
        "--outer\r\nContent-Type: text/plain\r\n\r\nLook at this.\r\n"
        '--outer\r\nContent-Type: text/html; charset=utf-8; name="rye.html"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    comment = f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: {DATE}\n-->"
    attached = monolith().replace(monolith().split(b"<html", 1)[0], b"")
    return head.encode() + base64.encodebytes(comment.encode() + attached) + b"\r\n--outer--\r\n"


KINDS: Mapping[str, Callable[[], bytes]] = MappingProxyType(
    {
        "mhtml": mhtml,
        "webarchive": webarchive,
        "webarchive in XML": lambda: webarchive(plistlib.FMT_XML),
        "maff": maff,
        "zip of SingleFile": single_file_zip,
        "self-extracting": self_extracting,
        "zip of a saved page": saved_folder,
        "warc": warc,
        "warc.gz": packed_warc,
        "warc compressed as a whole": lambda: _gzip(warc()),
        "wacz": wacz,
        "wacz compressed": lambda: wacz(zipfile.ZIP_DEFLATED),
        "monolith": monolith,
        "har": har,
        "har of Firefox": lambda: har(
            scripted={"request": {"url": URL, "headers": [{"name": "Sec-Fetch-Dest", "value": "empty"}]}},
            encoded=False,
        ),
        "monolith in a mail": mail,
        "self-extracting without a mark": lambda: single_file_zip(b"<!doctype html><!-- wait -->"),
        "monolith in UTF-16": lambda: monolith().decode().encode("utf-16-be"),
        "mhtml.gz": lambda: _gzip(mhtml()),
        "maff.zst": lambda: zstandard.compress(maff()),
        "mhtml.br": lambda: brotli.compress(mhtml()),
        "warc.br": lambda: brotli.compress(warc()),
    }
)
"""Every kind of file that holds all of a page, with what makes one."""


class FolderSource:
    """A page file with others beside it, in the memory."""

    def __init__(self, content: bytes, files: Mapping[str, bytes], name: str = "page.html") -> None:
        self.name = name
        self._content = content
        self._files = files

    def open(self) -> BinaryIO:
        return io.BytesIO(self._content)

    def read_sibling(self, path: str) -> bytes | None:
        return self._files.get(path)
