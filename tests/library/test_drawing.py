"""Kept pictures, drawn as terminals take them."""

import re
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from archives import KINDS, PICTURE_URL
from threadreader.errors import PictureError
from threadreader.library import images, worker
from threadreader.library.images import EncodedImage, GraphicsProtocol, can_draw, draw
from threadreader.library.library import Library
from threadreader.paths import find_paths

RED, GREEN, PAPER = (255, 0, 0), (0, 128, 0), (20, 30, 40)


def picture(size: tuple[int, int] = (40, 20), kind: str = "PNG") -> bytes:
    """The left half red, the right half green, the lowest row transparent where that can be."""
    image = Image.new("RGBA", size, (*RED, 255))
    image.paste((*GREEN, 255), (size[0] // 2, 0, *size))
    image.paste((0, 0, 0, 0), (0, size[1] - 1, *size))
    written = BytesIO()
    (image.convert("RGB") if kind in {"JPEG", "BMP"} else image).save(written, kind)
    return written.getvalue()


def pixel(drawn: EncodedImage, x: int, y: int) -> tuple[int, ...]:
    start = 3 * (y * drawn.width + x)
    return tuple(drawn.content[start : start + 3])


def test_blocks_are_three_bytes_a_pixel_on_paper() -> None:
    drawn = draw("loaf.png", picture(), GraphicsProtocol.BLOCKS, (100, 100), PAPER)
    assert (drawn.width, drawn.height, len(drawn.content)) == (40, 20, 3 * 40 * 20)
    assert (pixel(drawn, 0, 0), pixel(drawn, 39, 0), pixel(drawn, 0, 19)) == (RED, GREEN, PAPER)


@pytest.mark.parametrize("box", [(10, 100), (100, 7), (1, 1), (39, 19)])
def test_it_fits_its_box_and_keeps_its_shape(box: tuple[int, int]) -> None:
    drawn = draw("loaf.png", picture((400, 200)), GraphicsProtocol.BLOCKS, box, PAPER)
    assert drawn.width <= box[0]
    assert drawn.height <= box[1]
    assert abs(drawn.width - 2 * drawn.height) <= 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_every_kind_is_drawn_anew_for_kitty(kind: str) -> None:
    drawn = draw("loaf", picture(kind=kind), GraphicsProtocol.KITTY, (100, 100), PAPER)
    with Image.open(BytesIO(drawn.content)) as again:
        assert (again.format, again.size) == ("PNG", (40, 20))


def test_sixels_say_for_each_colour_which_pixels_have_it() -> None:
    drawn = draw("loaf.png", picture((8, 7)), GraphicsProtocol.SIXEL, (100, 100), PAPER)
    head, _, lines = drawn.content.removesuffix(b"-\x1b\\").partition(b'q"1;1;8;7')
    assert head == b"\x1bP0;1;0"
    colors = {n: tuple(map(int, rgb)) for n, *rgb in re.findall(rb"#(\d+);2;(\d+);(\d+);(\d+)", lines)}
    first, last = re.sub(rb"#\d+;2;\d+;\d+;\d+", b"", lines).split(b"-")
    assert {colors[n] for n in re.findall(rb"#(\d+)", first)} == {(100, 0, 0), (0, 50, 0)}
    red = next(n for n, color in colors.items() if color == (100, 0, 0))
    # All six rows of the first four columns, nothing in the others.
    assert b"#" + red + b"!4~!4?" in first.split(b"$")
    assert len(last.split(b"$")) == 1, "paper alone"


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"<svg/>", "has an unsupported format"),
        (b"", "has an unsupported format"),
        (picture()[:-30], "is damaged"),
        (picture(kind="JPEG")[:200], "is damaged"),
    ],
)
def test_what_is_no_picture_is_said(content: bytes, trouble: str) -> None:
    with pytest.raises(PictureError, match=trouble):
        draw("loaf.png", content, GraphicsProtocol.KITTY, (10, 10), PAPER)


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "_MAX_PIXELS", 700)
    with pytest.raises(PictureError, match="has too many pixels: 40 by 20"):
        draw("loaf.png", picture(), GraphicsProtocol.KITTY, (10, 10), PAPER)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "find_spec", lambda _name: None)
    assert not can_draw()
    with pytest.raises(PictureError, match="need Pillow; threadreader doctor shows"):
        draw("loaf.png", picture(), GraphicsProtocol.KITTY, (10, 10), PAPER)


def test_it_is_drawn_from_the_library_for_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archives.PICTURE", picture())
    file = tmp_path / "page"
    file.write_bytes(KINDS["mhtml"]())
    with Library.open(find_paths()) as library:
        number = library.import_page(file).entry.number
        draw_it = partial(worker.draw_picture, library.file, number, box=(9, 9), background="#000000")
        drawn = draw_it(PICTURE_URL, GraphicsProtocol.BLOCKS)
        assert isinstance(drawn, EncodedImage)
        assert len(drawn.content) == 3 * drawn.width * drawn.height
        said = draw_it("https://x.example/no.png", GraphicsProtocol.BLOCKS)
        assert said == "no.png not saved with the page"
