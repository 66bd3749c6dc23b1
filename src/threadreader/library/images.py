"""Images of stored pages: found in the saves, decoded, scaled and encoded for a terminal. Nothing is ever fetched.

Decoding needs the extra `images` (Pillow). It runs in a sandboxed process (`worker`), since images come from anybody;
the terminal gets pixels only, encoded anew.
"""

import enum
import posixpath
import re
import warnings
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from msgspec import Struct

from threadreader.errors import PictureError

if TYPE_CHECKING:
    from PIL.Image import Image

    from threadreader.importer.container import Container, Resource
    from threadreader.library.files import PageFile


_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")
_MAX_PIXELS = 60_000_000  # 240 MB with transparency, a quarter of the memory that drawing may take
_MAX_BYTES = 128 * 1024 * 1024  # of the images of a page: more than any e-reader takes in a book
_PALETTE_COLORS = 255  # terminals with sixels have 256 colour registers
_SIXEL_ROWS = 6  # rows of pixels in a line of sixels

_REPEATED = re.compile(rb"(.)\1{3,}", re.DOTALL)
PILLOW_MISSING = "pictures need Pillow; threadreader doctor shows how to install it"


class GraphicsProtocol(enum.StrEnum):
    """Graphics protocol of a terminal: kitty's, sixels, or none, with half blocks of two colours each."""

    KITTY = "kitty"
    SIXEL = "sixel"
    BLOCKS = "blocks"


class EncodedImage(Struct, frozen=True):
    """An image with its size in pixels; its content is a PNG, sixels, or three bytes a pixel, by protocol."""

    width: int
    height: int
    content: bytes


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
        raise PictureError(name, "has an unsupported format") from None
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
            raise PictureError(name, f"has too many pixels: {image.width:,} by {image.height:,}")
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


def find_images(files: "Iterable[PageFile]", addresses: Collection[str], page_url: str | None) -> Mapping[str, bytes]:
    """Images of a page by their addresses, from the first of its files that has each. Raises PageError."""
    from threadreader.library.reading import run_on_page

    found: dict[str, bytes] = {}
    for file in files:
        missing = [address for address in dict.fromkeys(addresses) if address not in found]
        if not missing:
            break
        room = _MAX_BYTES - sum(map(len, found.values()))
        found |= run_on_page(file, partial(_find, missing, page_url, room), Mapping[str, bytes])
    return found


def _find(
    addresses: Iterable[str], page_url: str | None, room: int, container: "Container", _name: str
) -> Mapping[str, bytes]:
    """The images at some addresses that a container has, as long as there is room for their bytes."""
    by_path = _resources_by_path(container, page_url)
    found: dict[str, bytes] = {}
    for address in addresses:
        named = container.find_resource(address)
        resource = named[1] if named else by_path.get(address)
        if resource and len(resource.content) <= room:
            room -= len(resource.content)
            found[address] = resource.content
    return found


def _resources_by_path(container: "Container", page_url: str | None) -> "Mapping[str, Resource]":
    """The resources of a container by the addresses that their paths next to the page have on the page."""
    folder = posixpath.dirname(container.address)
    found: dict[str, Resource] = {}
    for base in dict.fromkeys(filter(None, (page_url, container.url))):
        for address, resource in container.resources.items():
            path = address.removeprefix(f"{folder}/") if folder else address
            for name in (path, quote(path)):
                found.setdefault(urljoin(base, name), resource)
    return found
