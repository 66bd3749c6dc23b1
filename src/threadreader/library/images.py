"""A kept picture made ready for a terminal: scaled, and as the terminal takes it. Needs the extra `images` (Pillow).

What draws it was made by others, so it is drawn in a process of its own (`worker`), and only made anew reaches the
terminal.

The pictures of a page as they were saved with it: nothing is ever fetched.
"""

import enum
import posixpath
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from threadreader.errors import PictureError

if TYPE_CHECKING:
    from PIL.Image import Image

    from threadreader.importer.container import Container, Resource
    from threadreader.library.library import Library


_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")
_MOST_PIXELS = 60_000_000
_COLORS = 255
_BAND = 6
"""Rows of pixels that a line of sixels has."""

_REPEATED = re.compile(rb"(.)\1{3,}", re.DOTALL)
NOT_DRAWN = "pictures need Pillow: install threadreader[images]"


class Form(enum.StrEnum):
    """How a terminal takes a picture: by kitty's protocol, as sixels, or as blocks of two colours each."""

    KITTY = "kitty"
    SIXEL = "sixel"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of so many pixels: a PNG, sixels, or three bytes a pixel."""

    width: int
    height: int
    content: bytes = field(repr=False)


def can_draw() -> bool:
    """Whether the extra is there."""
    return find_spec("PIL") is not None


def draw(name: str, content: bytes, form: Form, box: tuple[int, int], paper: tuple[int, int, int]) -> Drawn:
    """A picture in a box of so many pixels, on paper of some colour where it is transparent; never larger than it is.

    Raises PictureError.
    """
    if not can_draw():
        raise PictureError(name, NOT_DRAWN)
    from PIL import UnidentifiedImageError

    try:
        image = _open(name, content, box, paper)
    except UnidentifiedImageError:
        raise PictureError(name, "is of a kind that is not drawn") from None
    except (OSError, ValueError, SyntaxError, EOFError) as problem:
        raise PictureError(name, "is damaged") from problem
    return Drawn(*image.size, _written(image, form))


def _open(name: str, content: bytes, box: tuple[int, int], paper: tuple[int, int, int]) -> "Image":
    from PIL import Image, ImageOps

    Image.init()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image: Image.Image = Image.open(BytesIO(content), formats=[one for one in _FORMATS if one in Image.OPEN])
        if image.width * image.height > _MOST_PIXELS:
            raise PictureError(name, f"has {image.width:,} times {image.height:,} pixels, which are too many")
        image.draft("RGB", box)
        image = ImageOps.exif_transpose(image)
        image.thumbnail(box)
        over = image.convert("RGBA")
        under = Image.new("RGBA", over.size, (*paper, 255))
        under.alpha_composite(over)
        return under.convert("RGB")


def _written(image: "Image", form: Form) -> bytes:
    match form:
        case Form.KITTY:
            written = BytesIO()
            image.save(written, "PNG")
            return written.getvalue()
        case Form.SIXEL:
            return _sixels(image)
        case Form.BLOCKS:
            return image.tobytes()


def _sixels(image: "Image") -> bytes:
    """Six rows of pixels a line, one colour after the other: each byte says which of the six have it."""
    few = image.quantize(_COLORS)
    palette, pixels, (width, height) = few.getpalette() or [], few.tobytes(), few.size
    colors = [palette[start : start + 3] for start in range(0, len(palette), 3)]
    parts = [b'\x1bP0;1;0q"1;1;%d;%d' % (width, height)]
    parts += [b"#%d;2;%d;%d;%d" % (n, *(round(part / 2.55) for part in color)) for n, color in enumerate(colors)]
    for top in range(0, height, _BAND):
        lines: dict[int, bytearray] = {}
        for row in range(min(_BAND, height - top)):
            start, bit = (top + row) * width, 1 << row
            for column, color in enumerate(pixels[start : start + width]):
                line = lines.get(color)
                if line is None:
                    line = lines[color] = bytearray(b"?" * width)
                line[column] += bit
        parts.append(b"$".join(b"#%d" % color + _shortened(bytes(line)) for color, line in lines.items()) + b"-")
    return b"".join([*parts, b"\x1b\\"])


def _shortened(line: bytes) -> bytes:
    return _REPEATED.sub(lambda found: b"!%d%b" % (len(found[0]), found[1]), line)


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture; `media_type` is empty where nothing says what they are."""

    content: bytes = field(repr=False)
    media_type: str = ""


def find_picture(library: "Library", number: int, src: str) -> Picture | None:
    """A picture of a stored thread by its address, out of the newest save that has it; None where none has.

    Raises StoreError, PageError.
    """
    page = library.find(str(number)).page
    for save in map(library.saved, reversed(page.saves)):
        found = save.find_resource(src)
        part = found[1] if found else next(_beside(save, src, page.url), None)
        if part:
            return Picture(part.content, part.media_type)
    return None


def _beside(container: "Container", src: str, page_url: str | None) -> "Iterator[Resource]":
    """The parts that lie beside the page, where their names, read as addresses on the page, are this one."""
    folder = posixpath.dirname(container.address)
    for around in dict.fromkeys(filter(None, (page_url, container.url))):
        for address, part in container.resources.items():
            written = address.removeprefix(f"{folder}/") if folder else address
            if src in (urljoin(around, written), urljoin(around, quote(written))):
                yield part
