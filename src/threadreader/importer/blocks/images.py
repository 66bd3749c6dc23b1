"""What a picture is: a picture, text drawn as one, or decoration."""

import re
from collections.abc import Set as AbstractSet
from urllib.parse import urlsplit

from bs4 import Tag

from threadreader.importer.blocks.attributes import attribute, classes, image_link, link
from threadreader.model.blocks import Image, Marks, Span
from threadreader.model.text import clean_line

_DRAWN_TEXT = frozenset(
    ("emoji", "twemoji", "wp-smiley", "smiley", "smilie", "smilies", "emoticon", "ipsemoji", "emote", "latex", "tex")
) | frozenset(("mcesmilie", "mcesmiliesprite", "bbc_emoticon"))
_TITLED_SIGN = "inlineimg"
"""What vBulletin calls pictures in running text; those with nothing but a title are signs that it has a name for."""

_TYPED_SIGN = re.compile(
    r":[\w+-]{1,40}:|[>}]?[:;=8xXB%|][-^o'~]?[()\[\]{}DdPpOoSsXx|/\\*$@#!?]{1,3}|\^[_.-]?\^|<3|[oO-][_.][oO-]"
    r"|[^\w\s\x00-\u203b]+"
)
"""What somebody types that a picture is shown for, wherever a saver put that picture."""

_DRAWN_TEXT_ADDRESS = re.compile(
    r"(?:^|/)(?:emojis?|smil(?:ies|eys?)|emoticons?|twemoji)/|s\.w\.org/images/core/", re.IGNORECASE
)
_DECORATION = frozenset(("avatar", "gravatar", "photo-avatar", "userpic", "user-avatar"))
_DECORATION_ADDRESS = re.compile(
    r"gravatar\.com/|//(?:pixel|stats|b)\.(?:wp|wordpress)\.com|feeds\.feedburner\.com/~|doubleclick\.net"
    r"|(?:^|/)(?:spacer|blank|pixel|transparent|clear|shim|1x1|grey)\.(?:gif|png)",
    re.IGNORECASE,
)
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-actualsrc", "data-pagespeed-lazy-src", "src")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_TINY = re.compile(r"[0-2](?:px)?$")
_PICTURE_FILE = re.compile(
    r"[^?#]+[.-](?:jpe?g|png|gif|webp|avif|svg)(?:\.\d+)?/?(?:[?#]|$)"
    r"|(?:[^?#]+/)?(?:attachment\.php\?|attachments/[^?#]|download/file\.php\?)|[^#]+[?&;]action=dlattach",
    re.IGNORECASE,
)
"""Also as forums call what is attached to a post."""


def read_picture(tag: Tag, base: str | None) -> Image | str | None:
    """A picture, the text that it draws, or None for decoration and for one that nothing is known of."""
    known = classes(tag)
    src = _address(tag, base)
    words = clean_line(attribute(tag, "alt") or attribute(tag, "title") or "")
    if known & _DRAWN_TEXT or (src and _DRAWN_TEXT_ADDRESS.search(src)) or _is_sign(tag, known, words):
        return words or None
    if known & _DECORATION or is_tiny(tag) or (src and _DECORATION_ADDRESS.search(src)):
        return None
    return Image(src, clean_line(attribute(tag, "alt") or "")) if src or words else None


def _is_sign(tag: Tag, known: AbstractSet[str], words: str) -> bool:
    return bool(_TYPED_SIGN.fullmatch(words)) or (
        _TITLED_SIGN in known and bool(words) and not (attribute(tag, "alt") or "").strip()
    )


def is_tiny(tag: Tag) -> bool:
    """Whether something is too small to be seen, as what counts visitors is."""
    return any(_TINY.match(attribute(tag, side) or "") for side in ("width", "height"))


def larger(image: Image, href: str | None) -> Image:
    """The picture that a picture links to, itself where it links to a page or to nothing."""
    return Image(href, image.alt) if href and _PICTURE_FILE.match(href) else image


def leading(image: Image, href: str | None) -> Image:
    """The picture with the site that it leads to under it, where that is no picture."""
    return (
        Image(image.src, image.alt, (Span(site_of(href), Marks.NONE, href),)) if href and href != image.src else image
    )


def embedded(tag: Tag, base: str | None) -> str | None:
    """The address of a frame, video, sound or other thing that is shown inside the page."""
    if is_tiny(tag):
        return None
    for name in ("data-src", "src", "data"):
        address = link(attribute(tag, name), base)
        if address:
            return address
    inner = tag.find(["source", "embed", "iframe"])
    return link(attribute(inner, "src"), base) if isinstance(inner, Tag) else None


def site_of(address: str) -> str:
    """The name of the site that something embedded is from, the whole address where it has none."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    return host.removeprefix("www.") if host else address


def _address(tag: Tag, base: str | None) -> str | None:
    for name in _LAZY:
        address = image_link(attribute(tag, name), base)
        if address:
            return address
    for name in _SETS:
        first = (attribute(tag, name) or "").split(maxsplit=1)
        address = image_link(first[0].rstrip(","), base) if first else None
        if address:
            return address
    return None
