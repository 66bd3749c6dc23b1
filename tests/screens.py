"""What a running program shows, as text."""

import asyncio
from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from threadreader.session import Session
from threadreader.tui.screens.reader import ReaderScreen


def lines(app: App[Any]) -> list[str]:
    """The screen's lines, without the spaces at their ends."""
    return [strip.text.rstrip() for strip in strips(app)]


def strips(app: App[Any]) -> list[Strip]:
    """The screen's lines with their styles."""
    return list(app.screen._compositor.render_strips())


def styled(app: App[Any], *, bgcolor: str) -> list[str]:
    """The words on a background of some colour, line by line."""
    found = []
    for strip in strips(app):
        words = "".join(
            segment.text
            for segment in strip
            if segment.style and segment.style.bgcolor and segment.style.bgcolor.name == bgcolor
        )
        if words.strip():
            found.append(words.strip())
    return found


def session(app: App[Any]) -> Session:
    """The session of the reader screen."""
    screen = app.screen
    assert isinstance(screen, ReaderScreen)
    return screen.session


def has_something_to_do(app: App[Any]) -> bool:
    """True if a message or another size waits, or the screen is not drawn as it is to be, or something is to follow."""
    if not app.is_running or app._exception or app._exit:
        return False
    screen = app.screen
    pumps = (app, *screen.walk_children(with_self=True))
    return bool(
        app._resize_timer
        or screen._callbacks
        or screen._dirty_widgets
        or screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or any(pump._next_callbacks or not pump._message_queue.empty() for pump in pumps)
    )


async def wait_until_idle(app: App[Any], pilot: Pilot[Any]) -> None:
    """Wait until all is done that was asked for."""
    await pilot.pause()
    while has_something_to_do(app):
        await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, and wait until the screen has answered."""
    await pilot.press(*keys)
    await pilot.pause()


async def until(pilot: Pilot[Any], is_so: Callable[[], bool]) -> None:
    """Wait for what a worker does meanwhile."""
    async with asyncio.timeout(60):
        while not is_so():
            await pilot.pause(0.02)


async def turn_wheel(pilot: Pilot[Any], over: type[Widget], *, up: bool = False) -> None:
    """Turn the wheel by a notch over a widget, and wait until the screen has answered."""
    turned = events.MouseScrollUp if up else events.MouseScrollDown
    await pilot._post_mouse_events([turned], widget=over, offset=(5, 2))
    await pilot.pause()
