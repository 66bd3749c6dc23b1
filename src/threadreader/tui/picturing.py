"""Shows pictures of a stored thread: drawn by another process, which reads them from the library."""

from collections.abc import Callable, Coroutine
from typing import Any

from textual.app import App

from threadreader.library.images import Form
from threadreader.library.library import Library
from threadreader.session.state import ShowPictures
from threadreader.tui.elsewhere import run_elsewhere
from threadreader.tui.picture_screen import PictureScreen
from threadreader.tui.pixels import form_here
from threadreader.tui.setup import Setup


def show_pictures(app: App[None], setup: Setup, library: Library, number: int, look: ShowPictures) -> None:
    """Show them on a screen of their own."""

    def draw(
        src: str, form: Form, box: tuple[int, int], paper: str, hear: Callable[[str], None]
    ) -> Coroutine[Any, Any, bool]:
        wanted = (src, form.value, str(box[0]), str(box[1]), paper)
        return run_elsewhere("draw_picture", library.file, str(number), *wanted, hear=hear)

    app.call_later(app.push_screen, PictureScreen(setup, look.pictures, look.first, form_here(setup.pictures), draw))
