"""Title of the article: the heading that matches the page's own title, without the name of the site.

A page's title has those of article and site, in either order and with any separator. An article's title may have such
separators itself, and may be truncated or reworded there.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import IntEnum
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from bs4 import Tag

from threadreader.importer.html.metadata import Metadata
from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import attribute
from threadreader.lexicon import alternatives

# Separators of the titles of article and site, the most reliable first.
_SEPARATORS = ("|", "=>", "»", "«", "›", "‹", "::", "//", "•", "·", "—", "–", "~", "-", ":", ">", "<", "/")  # noqa: RUF001 - as titles have them

_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff60]"
_SEPARATOR = re.compile(
    rf"(\n|\s+(?:{'|'.join(map(re.escape, _SEPARATORS))})\s+|:\s+|\s*[|\uff5c\u2502]\s*|(?<={_CJK})[_-](?={_CJK}))"
)
# Separators that lead from a whole to its part: the article comes last.
_TO_PART = ("»", "›", ">")  # noqa: RUF001 - as titles have them

# Entities that are left of characters escaped twice; others may have been written so.
_ESCAPED_TWICE = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|amp|quot|[lr][sd]quo|[mn]dash|hellip);", re.IGNORECASE)

_BRACKETED = re.compile(r"\s*\u3010([^\u3010\u3011]{1,40})\u3011\s*")
# The number of unread messages; more digits belong to a title.
_COUNT = re.compile(r"^\(\d{1,2}\+?\)\s+")

_MAX_CHILDREN, _MAX_PARTS_OF_HEADING = 12, 5

# Names of elements with the name of a site.
_SITE = frozenset(
    ("site-title", "site-name", "sitename", "site-branding", "site-logo", "site-description", "blog-name", "blogname")
) | frozenset(("logo", "logodesc", "brand", "branding", "navbar-brand", "headerimg", "page-logo", "forumtitle"))
# Names of elements with the name of a site, and in some themes with the title of an article.
_HEADER = frozenset(
    ("header", "site-header", "masthead", "banner", "hd", "page-header", "top", "blog-header", "blog-title")
)

_ARTICLE = frozenset(("article", "main"))
# Ancestors of a heading that are searched for such a name.
_MAX_PARENTS = 8

# Share of a heading's words that must be in a part of the page's title.
_MIN_OVERLAP = 0.6

# Words: fewer are shared by chance.
_MIN_WORDS = 3

_SOFTWARE = re.compile(r"powered by\b", re.IGNORECASE)
# Prefixes of forums before the title of a thread.
_FORUM_PREFIX = re.compile(
    rf"^(?:{alternatives('view_topic')})\s*[-:]\s+",
    re.IGNORECASE,
)

# Links that are searched for the name of the site.
_MAX_LINKS = 200

# Parts of a title that are compared with each heading.
_MAX_PARTS = 50

_LEADING_SCORE = 4


class _Match(IntEnum):
    NONE = 0
    OVERLAP = 2
    BEGINS = 3
    EXACT = 4


class _Level(IntEnum):
    LOW = 0
    SECOND = 1
    MAIN = 2
    NAMED = 3


@dataclass(frozen=True, slots=True)
class _Heading:
    """Text and level of a heading, and the part of the page's title that it matches, or how many parts."""

    words: str
    level: _Level
    match: _Match = _Match.NONE
    part: int = 0
    parts: int = 1
    is_piece: bool = False
    """True if it is only a part of a heading's text, which then must match exactly."""

    def score(self, leading: int) -> tuple[int, int]:
        """Score as the article's title: highest with a title's name, or for the leading part and no low level."""
        leads = (
            _LEADING_SCORE if self.level == _Level.NAMED or (self.part == leading and self.level > _Level.LOW) else 0
        )
        return self.match + self.level + leads, self.parts


def choose_title(outside: Region, head: Metadata, headings: Sequence[Tag], named: Collection[int]) -> str | None:
    """The text of the article's heading, else the page's title without the site's.

    `headings` are those of the page, the most wanted first; those in `named` (by identity) have the name of a title.
    """
    title = _choose(outside, head, headings, named)
    return as_title(title) if title else title


def as_title(words: str) -> str:
    """The text of a heading without the prefixes of forums; what was escaped twice is unescaped."""
    return _FORUM_PREFIX.sub("", unescape(words) if _ESCAPED_TWICE.search(words) else words)


def _choose(outside: Region, head: Metadata, elements: Sequence[Tag], named: Collection[int]) -> str | None:
    of_site = {id(element) for element in elements if id(element) not in named and _is_named(element, _SITE)}
    in_header = {id(element) for element in elements if id(element) not in named and _is_named(element, _HEADER)}
    sites = set(
        filter(None, _names_of_site(outside, head, [element for element in elements if id(element) in of_site]))
    )
    texts = ((element, words, is_piece) for element in elements for words, is_piece in _texts(outside, element))
    shown = [(element, words, is_piece) for element, words, is_piece in texts if fold(words) not in sites]
    headings = [
        (_Heading(words, _level(element, named), is_piece=is_piece), id(element) in in_header)
        for element, words, is_piece in shown
    ]
    own = _folded_space(head.meta("og:title") or "")
    for title in filter(None, (own, head.title)):
        in_sight = [heading for heading, is_header in headings if not is_header]
        best = _best(_Title(title, sites), in_sight) or _best(_Title(title, sites), [each for each, _ in headings])
        if best:
            return best
    whole = [heading for heading, _ in headings if not heading.is_piece]
    bare = without_site(own or head.title, sites)
    # A title that is only the site's says nothing of the article.
    is_site = fold(own or head.title) in sites
    return _only(whole) or (_first(whole) if is_site else bare) or bare or _first(whole)


def parts_of(head: Metadata) -> frozenset[str]:
    """The parts of the page's title, folded, and the name of the site."""
    return frozenset(map(fold, (head.site or "", *_SEPARATOR.split(head.title)[::2])))


class _Title:
    """The page's title, in parts."""

    def __init__(self, title: str, sites: Collection[str]) -> None:
        parts = list(islice(filter(None, map(fold, _SEPARATOR.split(title)[::2])), _MAX_PARTS))
        self._parts = [_without_ends(parts[0], sites)] if len(parts) == 1 else parts
        self._of_article = [index for index, part in enumerate(self._parts) if part not in sites]
        self._words = {index: frozenset(self._parts[index].split()) for index in self._of_article}
        indices = self._of_article or [0]
        self.leading = indices[-1] if any(f" {sign} " in title for sign in _TO_PART) else indices[0]

    def match(self, heading: _Heading) -> _Heading:
        """The heading with its match in the title."""
        words = fold(heading.words)
        spanned = self._spanned(words)
        if spanned:
            return replace(heading, match=_Match.EXACT, part=spanned[0], parts=spanned[1])
        if heading.is_piece:
            return heading
        begun = next((index for index in self._of_article if self._is_begun(heading, words, self._parts[index])), None)
        if begun is not None:
            return replace(heading, match=_Match.BEGINS, part=begun)
        part = self._overlapped(words.split()) if heading.level > _Level.LOW else None
        return heading if part is None else replace(heading, match=_Match.OVERLAP, part=part)

    def _spanned(self, words: str) -> tuple[int, int] | None:
        """The first of the parts that are this text, and their number."""
        for start in range(len(self._parts)):
            joined = ""
            for end, part in enumerate(self._parts[start:], 1):
                joined = f"{joined} {part}".strip()
                if joined == words:
                    return start, end
                if not words.startswith(joined):
                    break
        return None

    @staticmethod
    def _is_begun(heading: _Heading, words: str, part: str) -> bool:
        """True if one begins with all of the other."""
        if heading.level == _Level.LOW and len(part.split()) < _MIN_WORDS:
            return False
        return words.startswith(f"{part} ") or (heading.level >= _Level.MAIN and part.startswith(f"{words} "))

    def _overlapped(self, words: Sequence[str]) -> int | None:
        """The part that shares most of these words."""
        if len(words) < _MIN_WORDS:
            return None
        shares = {index: sum(word in part for word in words) for index, part in self._words.items()}
        best = max(shares, key=lambda index: shares[index], default=None)
        return best if best is not None and shares[best] >= _MIN_OVERLAP * len(words) else None


def _best(title: _Title, headings: Sequence[_Heading]) -> str | None:
    matched = [heading for each in headings if (heading := title.match(each)).match]
    best = max(matched, key=lambda heading: heading.score(title.leading), default=None)
    if best is None:
        return None
    # What is below the main heading may well speak of the same.
    is_sure = best.match > _Match.OVERLAP or best.level >= _Level.MAIN
    return best.words if is_sure else (_only(headings, _Level.MAIN) or best.words)


def _only(headings: Iterator[_Heading] | Sequence[_Heading], *levels: _Level) -> str | None:
    """The text of the only heading of a level, main ones before those that are named."""
    some = [heading for heading in headings if not heading.is_piece]
    for level in levels or (_Level.MAIN, _Level.NAMED):
        words = {heading.words for heading in some if heading.level == level}
        if len(words) == 1:
            return words.pop()
    return None


def _texts(outside: Region, element: Tag) -> Iterator[tuple[str, bool]]:
    """The text of a heading, and its first line alone if it has several; then large parts of it.

    The parts are its text without child elements and that of each child: a number of comments, a category, a line
    below.
    """
    inner = [
        child for child in islice(element.contents, _MAX_CHILDREN) if isinstance(child, Tag) and child.name != "br"
    ]
    pieces = [outside.text(child) for child in inner] if 0 < len(inner) < _MAX_PARTS_OF_HEADING else []
    bare = outside.text(element, lambda inside: inside is not element) if pieces else ""
    whole = list(dict.fromkeys(filter(None, (outside.text(element), outside.first_line(element)))))
    # Words that are the same but for a sign in a link are better without it.
    yield from ((words, False) for words in ([bare] if bare and whole and fold(bare) == fold(whole[0]) else ()))
    yield from ((words, False) for words in whole)
    most = [words for words in dict.fromkeys((bare, *pieces)) if 4 * len(words) > len(whole[0] if whole else "")]
    yield from ((words, True) for words in most if words not in whole)


def _first(headings: Sequence[_Heading]) -> str | None:
    return next((heading.words for heading in headings), None)


def _without_ends(words: str, sites: Collection[str]) -> str:
    """A title without separators, without the site's name at its ends."""
    for site in filter(None, sites):
        bare = words.removeprefix(f"{site} ").removesuffix(f" {site}")
        if bare != words:
            return bare
    return words


def without_site(title: str, sites: Collection[str]) -> str:
    """A page's title without the site's at either end; if that is not known, the longest part."""
    title = _COUNT.sub("", _BRACKETED.sub(lambda match: "" if fold(match[1]) in sites else match[0], title))
    pieces = _SEPARATOR.split(title)
    start, end = 0, len(pieces)
    while end - start > 1 and (fold(pieces[end - 1]) in sites or _SOFTWARE.match(pieces[end - 1])):
        end -= 2
    while end - start > 1 and fold(pieces[start]) in sites:
        start += 2
    if end - start < len(pieces):
        return "".join(pieces[start:end]).strip()
    # A colon right behind a word stands within a title as often as after a site's.
    signs = {piece.strip() for piece in pieces[1::2] if piece != ": "}
    surest = next((sign for sign in (*_SEPARATORS, "\uff5c", "\u2502", "_") if sign in signs), "\n")
    return max((part.strip() for part in title.split(surest)), key=len)


def _names_of_site(outside: Region, head: Metadata, headings: Sequence[Tag]) -> Iterator[str]:
    """The names of the site, folded: declared, in its own headings, and in links to its front page."""
    yield fold(head.site or "")
    yield from (fold(outside.text(element)) for element in headings)
    links = (element for element, shape in zip(outside.elements, outside.signatures, strict=True) if shape.name == "a")
    for link in islice(links, _MAX_LINKS):
        if _leads_home(link):
            yield fold(outside.text(link))
            picture = link.find("img")
            yield fold((attribute(picture, "alt") or "") if isinstance(picture, Tag) else "")


def _leads_home(link: Tag) -> bool:
    try:
        parts = urlsplit(attribute(link, "href") or "#")
    except ValueError:
        return False
    is_home = parts.path in ("", "/", "./", "../") or re.fullmatch(r"\.?/?index\.(?:html?|php)", parts.path)
    return bool(is_home) and not parts.fragment and not parts.query and bool(parts.netloc or parts.path)


def _level(element: Tag, named: Collection[int]) -> _Level:
    if id(element) in named:
        return _Level.NAMED
    return {"h1": _Level.MAIN, "h2": _Level.SECOND}.get(element.name, _Level.LOW)


def _is_named(element: Tag, names: AbstractSet[str]) -> bool:
    """True if a heading, or a close ancestor of it, has one of these names."""
    for ancestor in islice((element, *element.parents), _MAX_PARENTS):
        if ancestor.name in _ARTICLE or ancestor.name == "body":
            return False
        own_names = f"{attribute(ancestor, 'id') or ''} {attribute(ancestor, 'class') or ''}".lower().split()
        if not names.isdisjoint(own_names):
            return True
    return False


def _folded_space(title: str) -> str:
    """The text with single spaces, and single line breaks."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in title.splitlines())))


def fold(text: str) -> str:
    """The words of a text, case-folded."""
    return re.sub(r"\W+", " ", text).strip().casefold()
