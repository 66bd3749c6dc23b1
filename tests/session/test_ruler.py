"""Where in a long thread a window stands, told from some of its replies alone."""

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from reading import read
from sketch import paragraph, row
from threadreader.model.thread import Thread
from threadreader.session import Session, viewport
from threadreader.session.actions import filtering, folding
from threadreader.session.viewport import Spot

LENGTH, MEASURED = 400, 50
SHOWN = (
    lambda _: "",
    lambda session: folding.close_all(session, None),
    lambda session: filtering.by_time(session, None),
)


def long_and_short(length: int) -> Session:
    """A session on so many replies, of one word to a hundred."""
    dice = random.Random(length)
    thread = row(length)
    bodies = [(paragraph("word " * dice.randint(1, 100)),) for _ in thread.comments]
    comments = [replace(comment, body=body) for comment, body in zip(thread.comments, bodies, strict=True)]
    return read(Thread(thread.article, tuple(comments)))


def starts(session: Session) -> list[float]:
    """Where the window begins with each reply at its top."""
    found = []
    for place in session.replies.outline.rows:
        session.replies.window.put(Spot(place), 0)
        found.append(session.replies.extent()[0])
    return found


@pytest.mark.parametrize("show", SHOWN)
def test_some_replies_tell_about_where_the_window_stands(
    show: Callable[[Session], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    exact, about = long_and_short(LENGTH), long_and_short(LENGTH)
    show(exact)
    show(about)
    wanted, beginnings = starts(exact), exact.replies.beginnings(20)
    monkeypatch.setattr(viewport, "_MEASURED", MEASURED)
    found = starts(about)
    assert found[0] == 0.0
    assert all(one <= other for one, other in pairwise(found))
    assert max(abs(one - other) for one, other in zip(found, wanted, strict=True)) < 0.1
    about_beginnings = about.replies.beginnings(20)
    assert about_beginnings[0] == 0
    assert all(one < other for one, other in pairwise(about_beginnings))
    assert max(abs(one - other) for one, other in zip(about_beginnings, beginnings, strict=True)) < LENGTH / 10


@pytest.mark.parametrize("length", [1, MEASURED - 1, MEASURED, MEASURED + 1, 2 * MEASURED, 2 * MEASURED + 1])
def test_any_number_of_replies_is_measured_to_its_end(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewport, "_MEASURED", MEASURED)
    session = long_and_short(length)
    session.replies.go_to_end(down=True)
    start, part = session.replies.extent()
    assert start + part == pytest.approx(1.0)
    assert all(0 <= first <= length for first in session.replies.beginnings(9))
