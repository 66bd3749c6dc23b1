"""A page written out again with its words in disguise: the same elements, nested alike, and nothing that is fetched."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from bs4 import Tag
from bs4.element import PageElement
from lxml.html import defs

from threadreader.importer.disguise.vocabulary import WORD
from threadreader.importer.disguise.words import Words
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import VoidElement, element_index, is_text
from threadreader.importer.lexicon import names_of
from threadreader.importer.structured.schema import read_loose_json
from threadreader.lexicon import compile_lazily

_KEPT = (
    frozenset(
        (
            "rel",
            "type",
            "role",
            "colspan",
            "rowspan",
            "width",
            "height",
            "align",
            "valign",
            "border",
            "cellpadding",
            "size",
        )
    )
    | frozenset(
        (
            "cellspacing",
            "bgcolor",
            "color",
            "face",
            "lang",
            "xml:lang",
            "dir",
            "itemprop",
            "itemscope",
            "itemtype",
            "start",
        )
    )
    | frozenset(
        ("property", "http-equiv", "tabindex", "target", "hidden", "scope", "media", "method", "shadowrootmode")
    )
)
"""Attributes whose values are HTML's own, or of a vocabulary."""

_ADDRESSES = frozenset(
    ("href", "src", "action", "cite", "data", "poster", "background", "longdesc", "itemid", "formaction", "data-src")
)
_DROPPED = frozenset(("srcset", "data-srcset", "imagesrcset", "integrity", "nonce", "srcdoc"))
_SHOWN = frozenset(("title", "alt", "aria-label", "placeholder", "summary", "label"))
_TIMES = compile_lazily(r"date|time|(?:^|[-_])(?:ts|epoch|created|published|posted)|stamp$")
_ADDRESS = compile_lazily(r"(?:https?:)?//\S+|/[\w%.~-]+(?:/[\w%.~-]*)*(?:[?#]\S*)?")
_STYLE_TEXT = compile_lazily(r"/\*.*?(?:\*/|$)|\"[^\"]*(?:\"|$)|'[^']*(?:'|$)", re.DOTALL)
_STYLE_ADDRESS = compile_lazily(r"url\([^)]*\)?|@import[^;]*", re.IGNORECASE)
_KEPT_METAS = frozenset(
    ("generator", "viewport", "robots", "referrer", "og:type", "og:locale", "content-language", "theme-color")
)
_SHEETS = frozenset(("stylesheet", "preload", "prefetch", "modulepreload", "icon", "preconnect", "dns-prefetch"))
_PERSON = compile_lazily(r"(?:author|user|by|member|profile|nick)$", re.IGNORECASE)
_RAW = frozenset(("xmp", "noembed", "plaintext", "listing"))
_FIELD = compile_lazily(r"[@$]?[a-zA-Z_][\w$:-]{0,40}", re.ASCII)
_TAG = compile_lazily(r"(</?[a-zA-Z][\w-]*)[^<>]*(>)")

HEAD = (
    """<meta charset="utf-8">"""
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
)

_ELEMENTS = defs.tags.union(
    ("main", "template", "dialog", "picture", "search", "slot", "data", "bdi", "nobr", "frame", "noframes"),
    ("xmp", "listing", "plaintext", "noembed", "rb", "rtc", "image"),
)
_OWN_ELEMENT = compile_lazily(r"[a-z][a-z0-9]*(?:[-:][a-z0-9]+)+")
_ATTRIBUTE = compile_lazily(r"[@:#*]?[a-z_][\w:.-]*", re.ASCII)

FrameReader = Callable[[Tag], str | None]
"""The disguised document that a frame shows, None where the file lacks it."""


def texts_of(root: Tag) -> Iterator[str]:
    """All that a page shows or says of itself."""
    for element in element_index(root).elements:
        yield from (str(node) for node in element.contents if is_text(node) and element.name != "script")
        yield from (
            value for name in (*_SHOWN, "content", "value") if isinstance(value := element.attrs.get(name), str)
        )


def names_in(root: Tag) -> Iterator[str]:
    """Classes, ids and other names of its elements."""
    for element in element_index(root).elements:
        yield from names_of(element)


class PageWriter:
    """Writes a tree of elements with the words of a page in disguise."""

    def __init__(self, words: Words, read_frame: FrameReader) -> None:
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
                if closed:
                    stack.append(closed)
                stack.extend(reversed(inner))
            elif not isinstance(node, PageElement):
                yield node
            elif is_text(node) and node.parent is not None:
                yield self._text(str(node), node.parent.name)

    def _text(self, text: str, holder: str) -> str:
        disguised = self._words.text(text)
        if holder in _RAW:
            return disguised.replace("<", " ")
        first = "\n" if holder in ("pre", "textarea") and disguised.startswith("\n") else ""
        return first + escape(disguised, quote=False)

    def _element(self, element: Tag) -> tuple[str, Sequence[PageElement | str], str]:
        """Start tag, content and end tag; all empty for what is left out."""
        name = element.name
        if name == "script" or self._is_sheet(element):
            return self._script(element), (), ""
        name, is_element = self._element_name(name)
        written = "".join(f' {key}="{escape(value)}"' for key, value in self._attributes(element) if is_element)
        opened = f"<{name}{written}>"
        if isinstance(element, VoidElement):
            return opened, (), ""
        inner = ([HEAD] if name == "head" else []) + [*element.contents]
        return opened, inner, f"</{name}>"

    def _element_name(self, name: str) -> tuple[str, bool]:
        """The name as it is written, and False where it is none: an address of mail, or words between `<` and `>`."""
        if name in _ELEMENTS or name in self._words.vocabulary or (_OWN_ELEMENT.fullmatch(name) and self._is_own(name)):
            return name, True
        disguised = WORD.sub(lambda each: self._words.word(each[0]), name)
        return f"{disguised}-x" if disguised in _ELEMENTS else disguised, False

    def _is_own(self, name: str) -> bool:
        return not self._words.is_slug(name) and not (":" in name and any(map(self._words.is_secret, name.split(":"))))

    def _is_sheet(self, element: Tag) -> bool:
        rel = (attribute(element, "rel") or "").lower().split()
        return element.name == "link" and not _SHEETS.isdisjoint(rel)

    def _script(self, element: Tag) -> str:
        """JSON for machines in disguise; else an empty element, and that only where an adapter knows it."""
        media = (attribute(element, "type") or "").lower()
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in self._attributes(element))
        if element.name == "script" and (media == "application/json" or "ld+json" in media):
            values = read_loose_json("".join(map(str, element.contents)))
            if not values:
                return ""
            plain = [self._json(value) for value in values]
            written = json.dumps(plain[0] if len(plain) == 1 else plain, ensure_ascii=True).replace("</", r"<\/")
            return f"<script{attributes}>{written}</script>"
        if not any(self._words.has_literal(attribute(element, key) or "") for key in ("src", "href", "id")):
            return ""
        return f"<{element.name}{attributes}>" + ("</script>" if element.name == "script" else "")

    def _json(self, root: Any) -> Any:
        """A value with its strings in disguise; without recursion."""
        holder: dict[str, Any] = {"": root}
        stack: list[tuple[Any, Any]] = [(holder, "")]
        while stack:
            outer, key = stack.pop()
            value = outer[key]
            if isinstance(value, Mapping):
                are_keys = bool(value) and all(isinstance(each, Mapping) for each in value.values())
                outer[key] = {self._json_key(str(each), are_keys): inner for each, inner in value.items()}
                stack += [(outer[key], each) for each in reversed(outer[key])]
            elif isinstance(value, list):
                outer[key] = [*value]
                stack += [(outer[key], index) for index in reversed(range(len(value)))]
            elif isinstance(value, str) and not str(key).startswith(("@type", "@context")):
                outer[key] = self._json_text(value, str(key))
            elif type(value) is int and not _TIMES.search(str(key).lower()):
                outer[key] = self._words.number(value)
        return holder[""]

    def _json_key(self, key: str, is_one_of_many: bool) -> str:
        """A key that is the name of a field as it is; one that is a text, or of one of many records, in disguise."""
        is_field = _FIELD.fullmatch(key) and not (is_one_of_many and self._words.is_secret(key))
        return key if is_field else self._json_text(key, "")

    def _json_text(self, value: str, key: str) -> str:
        if _ADDRESS.fullmatch(value):
            return value if "schema.org" in value else self._words.address(value)
        if _TIMES.search(key.lower()) or " " not in value:
            return self._words.name(value, is_time=bool(_TIMES.search(key.lower())))
        ends = [(0, 0, ""), *((tag.start(), tag.end(), tag[1] + tag[2]) for tag in _TAG.finditer(value))]
        starts = [*(start for start, *_ in ends[1:]), len(value)]
        return "".join(
            tag + self._words.text(value[end:start]) for (_, end, tag), start in zip(ends, starts, strict=True)
        )

    def _attributes(self, element: Tag) -> Iterator[tuple[str, str]]:
        # A quotation mark within a value ends it: what follows looks like names.
        are_words = any('"' in key or "'" in key for key in element.attrs)
        for key in element.attrs:
            name, value = key.lower(), attribute(element, key) or ""
            is_word = not value and name not in _KEPT and "-" not in name and (are_words or self._words.is_secret(name))
            if name not in _DROPPED and _ATTRIBUTE.fullmatch(name) and not is_word:
                yield name, self._value(element, name, value)
        document = self._read_frame(element)
        if document is not None:
            yield "srcdoc", document

    def _value(self, element: Tag, name: str, value: str) -> str:
        if name in _KEPT or not value:
            return value
        if element.name == "meta" and name in ("charset", "content", "name"):
            return "utf-8" if name == "charset" else self._meta(element, value) if name == "content" else value
        if name == "class":
            return " ".join(map(self._name, re.split(r"[ \t\r\n\f]", value)))
        if name == "style":
            return _STYLE_ADDRESS.sub("none", _STYLE_TEXT.sub('""', value))
        return self._other_value(name, value)

    def _other_value(self, name: str, value: str) -> str:
        if name in _ADDRESSES or _ADDRESS.fullmatch(value.strip()):
            return self._words.address(value)
        if name in _SHOWN:
            return self._words.text(value)
        if value.lstrip()[:1] in ("{", "["):
            with contextlib.suppress(ValueError, RecursionError):
                return json.dumps(self._json(json.loads(value)))
        return self._words.name(value, is_time=bool(_TIMES.search(name)))

    def _meta(self, element: Tag, value: str) -> str:
        keys = {(attribute(element, key) or "").lower() for key in ("name", "property", "http-equiv")}
        if "content-type" in keys:
            return "text/html; charset=utf-8"
        if "refresh" in keys or "content-security-policy" in keys:
            return ""
        if keys & _KEPT_METAS:
            return value
        is_time = any(map(_TIMES.search, keys))
        if _ADDRESS.fullmatch(value.strip()):
            return self._words.address(value)
        return self._words.text(value) if " " in value and not is_time else self._words.name(value, is_time=is_time)

    def _name(self, name: str) -> str:
        """A class; what is in it of somebody's name, or of a title, is in disguise."""
        ends = (each.end() for each in WORD.finditer(name) if _PERSON.search(each[0]))
        person = 0 if self._words.is_slug(name) else next(ends, len(name))
        return self._words.markup_name(name[:person]) + self._words.name(name[person:])
