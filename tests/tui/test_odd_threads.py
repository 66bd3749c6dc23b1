"""Threads that hardly anybody would write: every key works in them, at every size, and nothing is lost."""

from collections.abc import Callable

import pytest
from textual.events import Key

from screens import lines, press, session, strips
from shelf import reading
from sketch import chain, paragraph, row, sketch
from threadreader.model.blocks import Blocks
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread

KEYS = (
    *("j", "k", "space", "b", "d", "u", "J", "K", "}", "{", "p", "P", "G", "home", "h", "l", "enter", "z", "M"),
    *("z", "R", "z", "2", "z", "r", "z", "m", "z", "C", "x", "T", "S", "<", ">", "ctrl+o", ".", ",", "n", "N"),
    *("g", "t", "g", "t", "g", "n", "escape", "t", "escape", "@", "escape", "c", "escape", "a", "A", "w", "w", "w"),
    *("W", "W", "+", "-", "=", "r", "R", "*", "f", "escape", "y", "y", "y", "t", "tab", "j", "space", "G", "home"),
    *("]", "]", "f", "escape", "y", "l", "tab", "G", "m", "a", "g", "g", "'", "a", "f2"),
)


def only(*bodies: Blocks, name: str = "ann") -> Thread:
    comments = (Comment(CommentId(f"c{n}"), None, Author(name), body) for n, body in enumerate(bodies, 1))
    return Thread(Article("Title", (paragraph("The article."),)), tuple(comments))


def long_reply() -> Thread:
    return only(tuple(paragraph(f"Line {n} of it.") for n in range(500)), (paragraph("The next."),))


ODD: dict[str, Callable[[], Thread]] = {
    "a reply of twenty screens": long_reply,
    "a reply of one word": lambda: only((paragraph("Yes."),)),
    "one word of 100,000 characters": lambda: only((paragraph("w" * 100_000),), (paragraph("漢" * 50_000),)),
    "a name of sixty cells": lambda: only((paragraph("Hello."),), name="漢字" * 15),
    "a chain of 2,000": lambda: chain(2_000),
    "12,000 replies": lambda: row(12_000),
    "no article": lambda: Thread(Article(""), row(3).comments),
    "nothing but an article": lambda: sketch("# Alone\n\nThese are all the words there are."),
    "nothing at all": lambda: Thread(Article(""), ()),
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("size", [(40, 12), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_key_works_in_it(name: str, size: tuple[int, int]) -> None:
    thread = ODD[name]()
    app = reading(thread)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for pressed in KEYS:
            app.post_message(Key(pressed, pressed if len(pressed) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert {strip.cell_length for strip in strips(app)} == {size[0]}
        assert len(session(app).opened.skeleton) == len(thread.comments)


@pytest.mark.parametrize("key", ["j", "space"])
async def test_no_line_of_a_long_reply_is_skipped_by_reading_on(key: str) -> None:
    app = reading(long_reply())
    async with app.run_test(size=(60, 45)) as pilot:
        await pilot.pause()
        seen = ""
        while session(app).cursor == "c1":
            seen += "\n".join(lines(app))
            await press(pilot, key)
        assert [n for n in range(500) if f"Line {n} of it." not in seen] == []


@pytest.mark.parametrize("keys", [[">"], ["&"], ["&", "enter"]])
async def test_on_a_page_without_replies_a_key_of_theirs_says_that_there_are_none(keys: list[str]) -> None:
    app = reading(sketch("# Alone\n\nWords."))
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, *keys)
        assert "no replies on this page" in lines(app)[-1]


async def test_a_page_in_which_nothing_can_be_done_counts_as_opened_too() -> None:
    app = reading(sketch("# Alone\n\nWords."), new=True)
    assert app.library.find("1").read_at is None
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await press(pilot, "q")
    assert app.library.find("1").read_at is not None
