from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from threadreader.importer.container import BytesSource, Container, open_container


def open_html(page: bytes) -> Container:
    return open_container(BytesSource(page))


def test_a_browser_writes_down_the_address() -> None:
    page = b"<!DOCTYPE html>\n<!-- saved from url=(0028)https://example.org/a-page/? -->\n<html>"
    assert open_html(page).url == "https://example.org/a-page/?"
    assert open_html(page).saved_at is None


def test_singlefile_writes_down_address_and_time() -> None:
    page = (
        b"<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://example.org/bread/#c1 \n"
        b" saved date: Sun Mar 10 2024 09:05:07 GMT-0530 (Some Time)\n--><meta charset=utf-8>"
    )
    saved = open_html(page)
    assert saved.url == "https://example.org/bread/#c1"
    assert saved.saved_at == datetime(2024, 3, 10, 9, 5, 7, tzinfo=timezone(-timedelta(hours=5, minutes=30)))


def test_monolith_writes_down_address_and_time() -> None:
    page = b"<!-- Saved from https://example.org/ at 2024-03-05T12:00:00Z using monolith v2.11.0 -->\n<html>"
    saved = open_html(page)
    assert (saved.url, saved.saved_at) == ("https://example.org/", datetime(2024, 3, 5, 12, tzinfo=UTC))


def test_httrack_writes_down_address_and_time() -> None:
    page = b"<html>\n<!-- Mirrored from example.org/a.html by HTTrack Copier/3.x, Tue, 05 Mar 2024 12:00:00 GMT -->"
    saved = open_html(page)
    assert (saved.url, saved.saved_at) == ("http://example.org/a.html", datetime(2024, 3, 5, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    "comment",
    [
        b"<!-- saved from url=(0014)about:internet -->",
        b"<!-- Saved from local source at 2024-13-05T12:00:00Z using monolith v2.11.0 -->",
        b"<!--\n Page saved with SingleFile\n url: file:///a.html\n saved date: Foo Bar 99 2024 09:05:07 GMT+0000\n-->",
        b"<!-- saved from nowhere -->",
    ],
)
def test_nothing_uncertain_is_an_origin(comment: bytes) -> None:
    saved = open_html(comment + b"<html>")
    assert (saved.url, saved.saved_at) == (None, None)


@pytest.mark.parametrize("name", ["wp.singlefile.html", "disqus.monolith.html", "chromium-save-1/wp.html"])
def test_real_savers_are_understood(pages: Path, name: str) -> None:
    saved = open_html((pages / "containers" / name).read_bytes())
    assert saved.url
    assert saved.url.startswith("http://localhost:8765/")
    assert (saved.saved_at is not None) == ("chromium" not in name)
