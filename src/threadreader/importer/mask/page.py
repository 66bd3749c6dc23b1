"""Writer of a masked page: the same elements, nested alike, and nothing that is fetched."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

from bs4 import Comment, Doctype, Tag
from bs4.element import PageElement

from threadreader.importer.dates.formats import parse_machine_time
from threadreader.importer.dates.locale import load_names
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import VoidElement, is_text
from threadreader.importer.mask.words import Words
from threadreader.importer.structured.schema import read_loose_json
from threadreader.lexicon import compile_lazily
from threadreader.model.text import clean

_TIME_NAME = compile_lazily(r"date|time|(?:^|[-_])(?:ts|epoch|created|published|posted)|stamp$", re.IGNORECASE)
_LIKE_TIME = compile_lazily(r"(?:\D{0,20}(?<!\d)\d{1,4}(?!\d)){3,8}\D{0,20}")
_ADDRESSES = frozenset(("href", "src", "action", "cite", "data", "poster", "background", "longdesc", "formaction"))
_ADDRESS = compile_lazily(r"(?:https?:)?//\S+|/[\w%.~-]+(?:/[\w%.~-]*)*(?:[?#]\S*)?")
_DROPPED = frozenset(("srcset", "data-srcset", "imagesrcset", "integrity", "nonce", "srcdoc", "http-equiv", "charset"))
_SHOWN = frozenset(("title", "alt", "aria-label", "placeholder", "summary", "label", "content", "value"))
_NAMES = frozenset(("class", "rel", "style", "itemprop", "itemtype", "@type", "@context"))
_NAMED_METAS = frozenset(("generator", "viewport", "robots", "og:type", "og:locale"))
_ATTRIBUTE = compile_lazily(r"[@:#*]?[a-z_][\w:.-]*", re.ASCII)
_NO_CONTENT = frozenset(("script", "style"))
_LANGUAGES, _MAX_TAG_CHARS = frozenset(("lang", "xml:lang", "og:locale")), 3
_RAW = frozenset(("xmp", "noembed", "plaintext", "listing"))

HEAD = (
    """<meta charset="utf-8">"""
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
)


class PageWriter:
    """Writes a tree of elements with the words of a page masked."""

    def __init__(self, words: Words, read_frame: Callable[[Tag], str | None]) -> None:
        self._words = words
        self._read_frame = read_frame

    def write(self, root: Tag) -> Iterator[str]:
        """The page piece by piece; without recursion, whatever its depth."""
        stack: list[PageElement | str] = [*reversed(root.contents)]
        while stack:
            node = stack.pop()
            if isinstance(node, Tag):
                opened, inner, closed = self._element(node)
                yield opened
                stack += [closed, *reversed(inner)]
            elif not isinstance(node, PageElement):
                yield node
            elif isinstance(node, Comment):
                yield f"<!--{self._words.name(str(node))}-->"
            elif isinstance(node, Doctype):
                yield "<!DOCTYPE html>"
            elif is_text(node) and node.parent is not None:
                yield self._text(str(node), node.parent.name)

    def _text(self, text: str, holder: str) -> str:
        masked = self._words.text(text)
        if holder in _RAW:
            return masked.replace("<", " ")
        first = "\n" if holder in ("pre", "textarea") and masked.startswith("\n") else ""
        return first + escape(masked, quote=False)

    def _element(self, element: Tag) -> tuple[str, Sequence[PageElement | str], str]:
        """Start tag, content and end tag."""
        name = self._words.name(element.name)
        written = "".join(f' {key}="{escape(value)}"' for key, value in self._attributes(element))
        opened = f"<{name}{written}>"
        if isinstance(element, VoidElement):
            return opened, (), ""
        if element.name in _NO_CONTENT:
            return opened, (self._script(element),), f"</{name}>"
        return opened, ([HEAD] if name == "head" else []) + [*element.contents], f"</{name}>"

    def _script(self, element: Tag) -> str:
        """JSON for machines, masked."""
        media = (attribute(element, "type") or "").lower()
        if element.name != "script" or not (media == "application/json" or "ld+json" in media):
            return ""
        values = [self._json(value) for value in read_loose_json("".join(map(str, element.contents)))]
        written = json.dumps(values[0] if len(values) == 1 else values) if values else ""
        return written.replace("</", r"<\/")

    def _json(self, root: Any) -> Any:
        """A value with its strings and keys masked; without recursion."""
        holder: dict[str, Any] = {"": root}
        stack: list[tuple[Any, Any]] = [(holder, "")]
        while stack:
            outer, key = stack.pop()
            value = outer[key]
            if isinstance(value, Mapping):
                outer[key] = {self._words.name(clean(str(each))): inner for each, inner in value.items()}
                stack += [(outer[key], each) for each in reversed(outer[key])]
            elif isinstance(value, list):
                outer[key] = [*value]
                stack += [(outer[key], index) for index in reversed(range(len(value)))]
            elif isinstance(value, str):
                outer[key] = self._value("", str(key), clean(value))
            elif isinstance(value, int | float) and not isinstance(value, bool):
                outer[key] = self._json_number(str(key), value)
        return holder[""]

    def _json_number(self, key: str, value: float) -> float:
        if not isinstance(value, int):
            return 0.0
        sign = -1 if value < 0 else 1
        digits = str(abs(value))
        return sign * int(self._words.time(digits) if _TIME_NAME.search(key) else self._words.number(digits))

    def _attributes(self, element: Tag) -> Iterator[tuple[str, str]]:
        for key in element.attrs:
            name, value = self._words.name(key.lower()), attribute(element, key) or ""
            if key.lower() not in _DROPPED and _ATTRIBUTE.fullmatch(name):
                yield name, self._value(element.name, key.lower(), value, element)
        document = self._read_frame(element)
        if document is not None:
            yield "srcdoc", document

    def _value(self, tag: str, name: str, value: str, element: Tag | None = None) -> str:
        """Mask the value of an attribute, or of a key in JSON."""
        if value.lstrip()[:1] in ("{", "[") and element:
            with contextlib.suppress(ValueError, RecursionError):
                return json.dumps(self._json(json.loads(value)))
        if name in _ADDRESSES or _ADDRESS.fullmatch(value.strip()):
            return self._address(value.strip())
        if tag == "meta" and element and (attribute(element, "name") or attribute(element, "property")) in _NAMED_METAS:
            return self._words.name(value)
        if name in _LANGUAGES:
            tag = value.partition("-")[0].lower()
            return tag if len(tag) <= _MAX_TAG_CHARS and load_names(tag) else self._words.name(value)
        is_named_time = _TIME_NAME.search(name) is not None
        if (parse_machine_time(value) and (is_named_time or not value.isdigit())) or (
            is_named_time and _LIKE_TIME.fullmatch(value)
        ):
            return self._words.time_in(value)
        are_names = name in _NAMES or (element is not None and name not in _SHOWN and len(value.split()) <= 1)
        return self._words.name(value) if are_names else self._words.text(value)

    def _address(self, value: str) -> str:
        scheme = value.partition(":")[0].lower()
        if scheme in ("data", "blob"):
            return "data:,"
        return self._words.text(value) if scheme in ("tel", "sms") else self._words.name(unquote(value))
