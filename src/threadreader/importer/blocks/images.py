"""Images: content, text drawn as an image, or decoration."""

import re
from collections.abc import Set as AbstractSet
from urllib.parse import urlsplit

from bs4 import Tag

from threadreader.importer.blocks.attributes import classes, image_link, link
from threadreader.importer.html.selector import attribute
from threadreader.lexicon import compile_lazily, word_set
from threadreader.model.blocks import Image, Marks, Span
from threadreader.model.text import clean_line

_SMILEY_CLASSES = word_set("smiley_names")
# vBulletin's class of images in running text; those with nothing but a title are smileys.
_TITLED_SMILEY_CLASS = "inlineimg"

# What is typed for a smiley, wherever a saver put its image.
_TYPED_SMILEY = compile_lazily(
    r":[\w+-]{1,40}:|[>}]?[:;=8xXB%|][-^o'~]?[()\[\]{}DdPpOoSsXx|/\\*$@#!?]{1,3}|\^[_.-]?\^|<3|[oO-][_.][oO-]"
    r"|[^\w\s\x00-\u203b]+"
)

_SMILEY_ADDRESS = compile_lazily(
    r"(?:^|/)(?:emojis?|smil(?:ies|eys?)|emoticons?|twemoji)/|s\.w\.org/images/core/", re.IGNORECASE
)
_DECORATION_CLASSES = word_set("portrait_names")
_DECORATION_URL = compile_lazily(
    r"gravatar\.com/|//(?:pixel|stats|b)\.(?:wp|wordpress)\.com|feeds\.feedburner\.com/~|doubleclick\.net"
    r"|(?:^|/)(?:spacer|blank|pixel|transparent|clear|shim|1x1|grey)\.(?:gif|png)",
    re.IGNORECASE,
)
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-actualsrc", "data-pagespeed-lazy-src", "src")
_SRCSETS = ("data-srcset", "data-lazy-srcset", "srcset")
_TINY = compile_lazily(r"[0-2](?:px)?$")
# Also as forums call attachments.
_IMAGE_FILE = compile_lazily(
    r"[^?#]+[.-](?:jpe?g|png|gif|webp|avif|svg)(?:\.\d+)?/?(?:[?#]|$)"
    r"|(?:[^?#]+/)?(?:attachment\.php\?|attachments/[^?#]|download/file\.php\?)|[^#]+[?&;]action=dlattach",
    re.IGNORECASE,
)


def read_picture(element: Tag, base: str | None) -> Image | str | None:
    """Read an image, the text that it draws, or None for decoration and for one without address and text."""
    names = classes(element)
    src = _address(element, base)
    text = clean_line(attribute(element, "alt") or attribute(element, "title") or "")
    if names & _SMILEY_CLASSES or (src and _SMILEY_ADDRESS.search(src)) or _is_smiley(element, names, text):
        return text or None
    if names & _DECORATION_CLASSES or is_tiny(element) or (src and _DECORATION_URL.search(src)):
        return None
    return Image(src, clean_line(attribute(element, "alt") or "")) if src or text else None


def _is_smiley(element: Tag, names: AbstractSet[str], text: str) -> bool:
    return bool(_TYPED_SMILEY.fullmatch(text)) or (
        _TITLED_SMILEY_CLASS in names and bool(text) and not (attribute(element, "alt") or "").strip()
    )


def is_tiny(element: Tag) -> bool:
    """True if an image is too small to be seen, as tracking pixels are."""
    return any(_TINY.match(attribute(element, side) or "") for side in ("width", "height"))


def larger(image: Image, href: str | None) -> Image:
    """The image that an image links to; itself where it links to a page or to nothing."""
    return Image(href, image.alt) if href and _IMAGE_FILE.match(href) else image


# No word: a comment does not say where its pictures lead.
_LEADS = "\u2197"


def leading(image: Image, href: str | None) -> Image:
    """Put a link to the page that an image leads to into its caption, as an arrow; none for an unnamed image."""
    leads = image.alt and href and href != image.src
    return Image(image.src, image.alt, (Span(_LEADS, Marks.NONE, href),)) if leads else image


def embedded(element: Tag, base: str | None) -> str | None:
    """Address of a frame, video, audio or other embedded content."""
    if is_tiny(element):
        return None
    for name in ("data-src", "src", "data"):
        address = link(attribute(element, name), base)
        if address:
            return address
    inner = element.find(["source", "embed", "iframe"])
    return link(attribute(inner, "src"), base) if isinstance(inner, Tag) else None


def site_of(address: str) -> str:
    """Host of an address, the whole address where it has none."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    return host.removeprefix("www.") if host else address


def _address(element: Tag, base: str | None) -> str | None:
    for name in _SOURCES:
        address = image_link(attribute(element, name), base)
        if address:
            return address
    for name in _SRCSETS:
        first = (attribute(element, name) or "").split(maxsplit=1)
        address = image_link(first[0].rstrip(","), base) if first else None
        if address:
            return address
    return None
