import plistlib

import pytest

from archives import FRAME, URL, webarchive
from threadreader.errors import PageError
from threadreader.importer.container import BytesSource, open_container

HUGE = b"".join(
    (
        b"bplist00\x4f\x13",
        (1 << 33).to_bytes(8, "big"),
        b"\x08",
        bytes(6) + b"\x01\x01",
        *(number.to_bytes(8, "big") for number in (1, 0, 18)),
    )
)
"""Sixty bytes that say that they are eight gigabytes."""


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (plistlib.dumps({"a": "b"}), "not a web archive"),
        (plistlib.dumps(["a"], fmt=plistlib.FMT_BINARY), "not a web archive"),
        (plistlib.dumps({"WebMainResource": {"WebResourceData": "x"}}), "not a web archive"),
        (b"<?xml version='1.0'?><!DOCTYPE plist [<!ENTITY a 'b'>]><plist><string>&a;</string></plist>", "damaged"),
        (b"<?xml version='1.0'?><!DOCTYPE plist><plist>" + b"<array>" * 50_000, "damaged"),
        (HUGE, "damaged"),
    ],
    ids=["no archive", "a list", "no page", "entities", "depth", "size"],
)
def test_what_is_none_is_refused(data: bytes, trouble: str) -> None:
    with pytest.raises(PageError, match=trouble):
        open_container(BytesSource(data))


def test_frames_in_frames_are_found_as_deep_as_they_may_be() -> None:
    archive = plistlib.loads(webarchive())
    inner = archive
    for depth in range(40):
        frame = {
            "WebResourceURL": f"https://a.example/{depth}",
            "WebResourceMIMEType": "text/html",
            "WebResourceData": FRAME,
        }
        inner["WebSubframeArchives"] = [{"WebMainResource": frame}, "nonsense"]
        inner = inner["WebSubframeArchives"][0]
    found = open_container(BytesSource(plistlib.dumps(archive, fmt=plistlib.FMT_BINARY)))
    assert "https://a.example/1" in found.resources
    assert "https://a.example/39" not in found.resources
    assert (found.url, found.address) == (URL, URL)
