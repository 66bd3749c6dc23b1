"""Answers of workers: what is declared comes back as it was, and nothing else comes out."""

import json
import pickle
import struct
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

from entries import entry
from export_sample import SAMPLE
from strategies import threads
from threadreader.errors import PageError, SeveralPagesError
from threadreader.library.answers import AnswerError, decode, decode_error, encode, encode_error
from threadreader.model.page import Note, Paging
from threadreader.model.save import ParsedPage
from threadreader.model.text import Moment
from threadreader.model.thread import Kind, Thread
from threadreader.store.saves import PackedThread, pack_thread


def message(plain: Any, *blobs: bytes) -> bytes:
    """An answer as a worker could write it that was taken over."""
    text = json.dumps(plain).encode()
    lengths = [struct.pack("<Q", len(blob)) for blob in blobs]
    return b"".join([struct.pack("<QI", len(text), len(blobs)), *lengths, text, *blobs])


@pytest.mark.slow
@given(threads())
def test_a_thread_comes_back(thread: Thread) -> None:
    assert decode(encode(thread, Thread), Thread) == thread


def test_a_page_comes_back_parsed_and_packed() -> None:
    assert decode(encode(SAMPLE, ParsedPage), ParsedPage) == SAMPLE
    packed = pack_thread(SAMPLE)
    assert decode(encode(packed, PackedThread), PackedThread) == packed


AWARE = datetime(2024, 5, 3, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize("at", [AWARE, AWARE.replace(tzinfo=None), AWARE.date(), None])
def test_times_come_back_as_precise_as_they_were(at: datetime | date | None) -> None:
    moment = Moment("3 May", at)
    again = decode(encode(moment, Moment), Moment)
    assert again == moment
    assert type(again.at) is type(at)


@pytest.mark.parametrize("text", ["", "\ud800", "\U0001f35e\0"])
def test_any_text_and_bytes_come_back(text: str) -> None:
    form = tuple[str, bytes, bytes]
    assert decode(encode((text, b"", b"\xff"), form), form) == (text, b"", b"\xff")


@pytest.mark.parametrize(
    ("form", "plain"),
    [
        (str, 1),
        (int, True),
        (int, 1.0),
        (int, 1 << 63),
        (bool, 0),
        (float, 1),
        (float, float("nan")),
        (bytes, 1),
        (bytes, -1),
        (bytes, "AA=="),
        (date, "yesterday"),
        (tuple[str, ...], "words"),
        (tuple[str, ...], ["one", 2]),
        (tuple[int, ...], [1, True]),
        (tuple[int, ...], [1, 1 << 63]),
        (tuple[int, str], [1]),
        (str | int, [2, "x"]),
        (str | int, [-1, 1]),
        (Note, ["page"]),
        (Note, ["page", "odd", "more"]),
        (Note, {"where": "page", "message": "odd"}),
        (Note | None, [None]),
        (Paging, ["//x", 3, 2]),
        (Kind, "comedy"),
        (Thread, [["Bread", [], [], None], [["a", "b", None, [], None, None, False, "comment", "present", None]]]),
    ],
)
def test_what_is_not_declared_does_not_come_out(form: Any, plain: object) -> None:
    with pytest.raises(AnswerError):
        decode(message(plain, b"blob"), form)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"short",
        message("x")[:-1],
        message("x") + b"more",
        struct.pack("<QI", 1 << 60, 0),
        struct.pack("<QI", 1, 1 << 31),
        struct.pack("<QIQ", 1, 1, 1 << 60) + b"1",
        struct.pack("<QI", 100_000, 0) + b"[" * 100_000,
        pickle.dumps("x"),
    ],
    ids=["nothing", "short", "cut", "long", "length", "count", "blob", "deep", "pickle"],
)
def test_what_is_no_answer_is_an_error(data: bytes) -> None:
    with pytest.raises(AnswerError):
        decode(data, str)


@pytest.mark.parametrize("form", [dict, object, PageError, timedelta, timezone, set[str], type(entry(1)), "str"])
def test_no_other_class_can_be_declared(form: Any) -> None:
    with pytest.raises(TypeError, match="no part of an answer"):
        encode("x", form)


def test_errors_come_back() -> None:
    error = decode_error(encode_error(SeveralPagesError("a.zip", "holds two", "choose"), ""))
    assert type(error) is SeveralPagesError
    assert str(error) == "a.zip: holds two; choose"


@pytest.mark.parametrize(
    ("error", "back"),
    [
        (LookupError("x"), LookupError("x")),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "bad"), RuntimeError),
        (json.JSONDecodeError("bad", "", 0), RuntimeError),
    ],
)
def test_bugs_come_back_with_where_they_were(error: Exception, back: Any) -> None:
    again = decode_error(encode_error(error, "in f"))
    assert isinstance(again, back if isinstance(back, type) else type(back))
    assert again.__notes__ == ["in f"]
    assert type(error).__name__ in str(again) or str(again) == str(error)


@pytest.mark.parametrize("words", [["Path", "a", "b", "c"], ["annotations", "a", "b", "c"], ["PageError", "a"]])
def test_an_error_is_one_of_this_program(words: list[str]) -> None:
    with pytest.raises(AnswerError):
        decode_error(message(words))
