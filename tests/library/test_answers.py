"""Answers of workers: what is declared comes back as it was, and nothing else comes out."""

import json
import pickle
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from export_sample import SAMPLE
from strategies import threads
from threadreader.errors import SeveralPagesError
from threadreader.library.answers import AnswerError, decode, decode_error, encode, encode_error
from threadreader.library.reading import OpenedPage
from threadreader.model.page import Note, Paging
from threadreader.model.save import ParsedPage
from threadreader.model.text import Moment
from threadreader.model.thread import Kind, Thread
from threadreader.store.addresses import AddressColumns
from threadreader.store.writing import PackedThread, pack_thread


@pytest.mark.slow
@given(threads())
def test_a_thread_comes_back(thread: Thread) -> None:
    assert decode(encode(thread), Thread) == thread


def test_a_page_comes_back_parsed_and_packed() -> None:
    assert decode(encode(SAMPLE), ParsedPage) == SAMPLE
    packed = pack_thread(SAMPLE)
    assert decode(encode(packed), PackedThread) == packed


AWARE = datetime(2024, 5, 3, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize("at", [AWARE, AWARE.replace(tzinfo=None), AWARE.date(), None])
def test_times_come_back_as_precise_as_they_were(at: datetime | date | None) -> None:
    moment = Moment("3 May", at)
    again = decode(encode(moment), Moment)
    assert again == moment
    assert type(again.at) is type(at)


@pytest.mark.parametrize(("text", "back"), [("", ""), ("\ud800", "?"), ("\U0001f35e\0", "\U0001f35e\0")])
def test_text_and_bytes_come_back(text: str, back: str) -> None:
    assert decode(encode((text, b"", b"\xff")), tuple[str, bytes, bytes]) == (back, b"", b"\xff")


COLUMNS = {"hashes": [1], "roles": [1], "positions": [1]}


@pytest.mark.parametrize(
    ("form", "plain"),
    [
        (str, 1),
        (int, True),
        (int, 1.5),
        (bool, 0),
        (float, "nan"),
        (bytes, 1),
        (bytes, "not Base64"),
        (date, "yesterday"),
        (tuple[str, ...], "words"),
        (tuple[str, ...], ["one", 2]),
        (tuple[int, ...], [1, True]),
        (tuple[int, str], [1]),
        (str | int, [2, "x"]),
        (Note, ["page", "odd"]),
        (Note, {"where": "page"}),
        (Note, {"where": "page", "message": 1}),
        (Note | None, [None]),
        (Moment, {"text": "x", "at": 3}),
        (Moment, {"text": "x", "at": "yesterday"}),
        (AddressColumns, COLUMNS | {"hashes": [1 << 63]}),
        (AddressColumns, COLUMNS | {"positions": [1 << 40]}),
        (Paging, {"address": "//x", "number": 3, "last": 2}),
        (OpenedPage | PackedThread, {"type": "ParsedPage"}),
        (OpenedPage | PackedThread, {"name": "x", "original": ""}),
        (Kind, "comedy"),
        (
            Thread,
            {"article": {"title": "Bread"}, "comments": [{"id": "a", "parent_id": "b", "author": None, "body": []}]},
        ),
    ],
)
def test_what_is_not_declared_does_not_come_out(form: Any, plain: object) -> None:
    with pytest.raises(AnswerError):
        decode(json.dumps(plain).encode(), form)


@pytest.mark.parametrize(
    "data",
    [b"", b"short", b'"x', b'"x"more', b"[" * 100_000, b"NaN", b'"\xff"', pickle.dumps("x")],
    ids=["nothing", "short", "cut", "long", "deep", "nan", "no UTF-8", "pickle"],
)
@pytest.mark.parametrize("form", [str, float, ParsedPage, list[Any]])
def test_what_is_no_answer_is_an_error(data: bytes, form: Any) -> None:
    with pytest.raises(AnswerError):
        decode(data, form)


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
        decode_error(encode(words))
