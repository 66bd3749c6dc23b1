"""Saved pages that are offered: by their names and first bytes, the newest first."""

import os
from pathlib import Path

from threadreader.paths import MAX_FOUND, find_saved_pages


def save(folder: Path, name: str, content: bytes, at: int = 0) -> None:
    (folder / name).write_bytes(content)
    os.utime(folder / name, (at, at))


def test_pages_are_told_by_name_and_first_bytes_and_the_newest_come_first(tmp_path: Path) -> None:
    save(tmp_path, "old.html", b"\xef\xbb\xbf<!DOCTYPE html><title>Old</title>", 1)
    save(tmp_path, "new.HTM", b"<!-- saved -->\n<HTML lang=en>", 3)
    save(tmp_path, "mail.mhtml", b"From: <Saved by>\nContent-Type: multipart/related;", 2)
    save(tmp_path, "words.html", b"only words", 4)
    save(tmp_path, "page.txt", b"<!doctype html>", 5)
    (tmp_path / "folder.html").mkdir()
    assert [page.name for page in find_saved_pages(tmp_path)] == ["new.HTM", "mail.mhtml", "old.html"]


def test_no_more_are_found_than_there_is_room_for_and_none_where_there_is_no_folder(tmp_path: Path) -> None:
    for number in range(2 * MAX_FOUND):
        save(tmp_path, f"{number}.html", b"<html>", number)
    assert len(find_saved_pages(tmp_path)) == MAX_FOUND
    assert find_saved_pages(tmp_path / "none") == ()


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "lost.html").symlink_to(tmp_path / "nowhere")
    (tmp_path / "pipe.html").symlink_to("/dev/zero")
    save(tmp_path, "page.html", b"<html>")
    assert [page.name for page in find_saved_pages(tmp_path)] == ["page.html"]
