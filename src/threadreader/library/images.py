"""Images of stored pages: found in the saves, decoded, scaled and encoded for a terminal. Nothing is ever fetched.

Decoding needs the extra `images` (Pillow). It runs in a sandboxed process (`worker`), since images come from anybody;
the terminal gets pixels only, encoded anew.
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
_MAX_PIXELS = 60_000_000  # 240 MB with transparency, a quarter of the memory that drawing may take
_PALETTE_COLORS = 255  # terminals with sixels have 256 colour registers
_SIXEL_ROWS = 6  # rows of pixels in a line of sixels

_REPEATED = re.compile(rb"(.)\1{3,}", re.DOTALL)
PILLOW_MISSING = "pictures need Pillow: install threadreader[images]"


class GraphicsProtocol(enum.StrEnum):
    """Graphics protocol of a terminal: kitty's, sixels, or none, with half blocks of two colours each."""

    KITTY = "kitty"
    SIXEL = "sixel"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """An image with its size in pixels; its content is a PNG, sixels, or three bytes a pixel, by protocol."""

    width: int
    height: int
    content: bytes = field(repr=False)


def can_draw() -> bool:
    """True if Pillow is installed."""
    return find_spec("PIL") is not None


def draw(
    name: str, content: bytes, protocol: GraphicsProtocol, box: tuple[int, int], background: tuple[int, int, int]
) -> EncodedImage:
    """Decode an image, scale it down to a box in pixels, put it on a background colour, and encode it.

    Raises PictureError.
    """
    if not can_draw():
        raise PictureError(name, PILLOW_MISSING)
    from PIL import UnidentifiedImageError

    try:
        image = _open(name, content, box, background)
    except UnidentifiedImageError:
        raise PictureError(name, "is of a kind that is not drawn") from None
    except (OSError, ValueError, SyntaxError, EOFError) as problem:
        raise PictureError(name, "is damaged") from problem
    return EncodedImage(*image.size, _encoded(image, protocol))


def _open(name: str, content: bytes, box: tuple[int, int], background: tuple[int, int, int]) -> "Image":
    from PIL import Image, ImageOps

    Image.init()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image: Image.Image = Image.open(BytesIO(content), formats=[one for one in _FORMATS if one in Image.OPEN])
        if image.width * image.height > _MAX_PIXELS:
            raise PictureError(name, f"has {image.width:,} times {image.height:,} pixels, which are too many")
        image.draft("RGB", box)
        image = ImageOps.exif_transpose(image)
        image.thumbnail(box)
        foreground = image.convert("RGBA")
        composite = Image.new("RGBA", foreground.size, (*background, 255))
        composite.alpha_composite(foreground)
        return composite.convert("RGB")


def _encoded(image: "Image", protocol: GraphicsProtocol) -> bytes:
    match protocol:
        case GraphicsProtocol.KITTY:
            buffer = BytesIO()
            image.save(buffer, "PNG")
            return buffer.getvalue()
        case GraphicsProtocol.SIXEL:
            return _sixels(image)
        case GraphicsProtocol.BLOCKS:
            return image.tobytes()


def _sixels(image: "Image") -> bytes:
    """Encode as sixels: lines of six rows of pixels, each colour in turn, a bit mask of the six rows per column.

    See https://vt100.net/docs/vt3xx-gp/chapter14.html.
    """
    quantized = image.quantize(_PALETTE_COLORS)
    palette, pixels, (width, height) = quantized.getpalette() or [], quantized.tobytes(), quantized.size
    colors = [palette[start : start + 3] for start in range(0, len(palette), 3)]
    parts = [b'\x1bP0;1;0q"1;1;%d;%d' % (width, height)]
    parts += [b"#%d;2;%d;%d;%d" % (n, *(round(part / 2.55) for part in color)) for n, color in enumerate(colors)]
    for top in range(0, height, _SIXEL_ROWS):
        lines: dict[int, bytearray] = {}
        for row in range(min(_SIXEL_ROWS, height - top)):
            start, bit = (top + row) * width, 1 << row
            for column, color in enumerate(pixels[start : start + width]):
                line = lines.get(color)
                if line is None:
                    line = lines[color] = bytearray(b"?" * width)
                line[column] += bit
        parts.append(b"$".join(b"#%d" % color + _run_length(bytes(line)) for color, line in lines.items()) + b"-")
    return b"".join([*parts, b"\x1b\\"])


def _run_length(line: bytes) -> bytes:
    return _REPEATED.sub(lambda run: b"!%d%b" % (len(run[0]), run[1]), line)


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of an image as it was saved; `media_type` is "" if it is not known."""

    content: bytes = field(repr=False)
    media_type: str = ""


def find_image(library: "Library", number: int, src: str) -> Picture | None:
    """An image of a stored thread by its address, from the newest save that has it; None if none has.

    Raises StoreError, PageError.
    """
    page = library.find(str(number)).page
    from threadreader.library.reading import run_on_page

    for file in map(library.saved, reversed(page.saves)):
        pictures = run_on_page(file, lambda container, _: _find(container, src, page.url), tuple[Picture, ...])
        if pictures:
            return pictures[0]
    return None


def _find(container: "Container", src: str, page_url: str | None) -> tuple[Picture, ...]:
    """The image at an address, if the container has it."""
    named = container.find_resource(src)
    part = named[1] if named else next(_resources_by_path(container, src, page_url), None)
    return (Picture(part.content, part.media_type),) if part else ()


def _resources_by_path(container: "Container", src: str, page_url: str | None) -> "Iterator[Resource]":
    """The parts whose path next to the page, resolved as a URL on the page, is an address."""
    folder = posixpath.dirname(container.address)
    for base in dict.fromkeys(filter(None, (page_url, container.url))):
        for address, part in container.resources.items():
            path = address.removeprefix(f"{folder}/") if folder else address
            if src in (urljoin(base, path), urljoin(base, quote(path))):
                yield part
