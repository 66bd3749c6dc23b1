"""Pictures that books can hold: of a kind that every e-reader shows, and whole."""

from collections.abc import Iterator, Mapping

from threadreader.dataclass import dataclass
from threadreader.model.blocks import Image, walk
from threadreader.model.save import ParsedPage

_KINDS = (
    # What such a picture begins with, at which byte, and ends with, where it is whole.
    ("png", "image/png", b"\x89PNG\r\n\x1a\n", 0, b"IEND\xaeB`\x82"),
    ("jpg", "image/jpeg", b"\xff\xd8\xff", 0, b"\xff\xd9"),
    ("gif", "image/gif", b"GIF8", 0, b";"),
    ("webp", "image/webp", b"WEBP", 8, b""),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its name in a book."""

    name: str
    media_type: str
    content: bytes


def pictures_of(exported: ParsedPage) -> Mapping[str, Picture]:
    """The pictures in the bodies of a page that books can hold, by their addresses, in their order."""
    found: dict[str, Picture] = {}
    for src in image_addresses(exported) if exported.pictures else ():
        content = exported.pictures.get(src)
        kind = next(iter(_kinds(content)), None) if content and src not in found else None
        if content and kind:
            found[src] = Picture(f"pictures/{len(found) + 1}.{kind[0]}", kind[1], content)
    return found


def image_addresses(exported: ParsedPage) -> Iterator[str]:
    """The addresses of the pictures in the bodies of a page."""
    thread = exported.thread
    for body in (thread.article.body, *(comment.body for comment in thread.comments)):
        yield from (block.src for _, block in walk(body) if isinstance(block, Image) and block.src)


def _kinds(content: bytes) -> Iterator[tuple[str, str]]:
    for suffix, media_type, magic, at, end in _KINDS:
        if content.startswith(magic, at) and content.rstrip(b"\0\r\n").endswith(end):
            yield suffix, media_type
