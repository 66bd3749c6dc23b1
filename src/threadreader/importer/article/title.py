"""Which heading is the article's title: told by what the page calls itself, and by what its site is called.

A page's own title holds the article's and the site's, in either order and between any signs. An article's may hold such
signs itself, and be cut short there or put in other words.
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

from threadreader.importer.html.metadata import Head
from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import attribute

_SIGNS = ("|", "=>", "»", "«", "›", "‹", "::", "//", "•", "·", "—", "–", "~", "-", ":", ">", "<", "/")  # noqa: RUF001 - as titles have them
"""What stands between the titles of article and site, the surest first."""

_WIDE = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff60]"
_BETWEEN = re.compile(
    rf"(\n|\s+(?:{'|'.join(map(re.escape, _SIGNS))})\s+|:\s+|\s*[|\uff5c\u2502]\s*|(?<={_WIDE})[_-](?={_WIDE}))"
)
_TO_PART = ("»", "›", ">")  # noqa: RUF001 - as titles have them
"""Signs that lead from a whole to its part: the article comes last."""

_WRITTEN = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|amp|quot|[lr][sd]quo|[mn]dash|hellip);", re.IGNORECASE)
"""What is seen of characters that were escaped twice; of others somebody may have written."""

_BRACKETED = re.compile(r"\s*\u3010([^\u3010\u3011]{1,40})\u3011\s*")
_COUNT = re.compile(r"^\(\d{1,2}\+?\)\s+")
"""How many messages wait for who has saved a page; more figures are of a title."""

_PIECES, _FEW_INNER = 12, 5

_SITE = frozenset(
    ("site-title", "site-name", "sitename", "site-branding", "site-logo", "site-description", "blog-name", "blogname")
) | frozenset(("logo", "logodesc", "brand", "branding", "navbar-brand", "headerimg", "page-logo", "forumtitle"))
_HEADER = frozenset(
    ("header", "site-header", "masthead", "banner", "hd", "page-header", "top", "blog-header", "blog-title")
)
"""Names of what is around the name of a site, and around the title of an article in some themes."""

_ARTICLE = frozenset(("article", "main"))
_AROUND = 8
"""So far above a heading its surroundings may say that it is the site's name."""

_ALIKE = 0.6
"""A heading with this share of its words in a part of the page's own title says much the same."""

_FEW = 3
"""Fewer words than these are alike by chance."""

_SOFTWARE = re.compile(r"powered by\b", re.IGNORECASE)
_VIEW = re.compile(
    r"^(?:view (?:topic|thread)|thema anzeigen|(?:consulter|afficher|voir) le sujet|ver (?:el )?tema"
    r"|(?:ver|exibir) tópico|(?:leggi|vedi) argomento|bekijk onderwerp|zobacz temat|zobrazit téma|просмотр темы"
    r"|vis emne|visa ämne)\s*[-:]\s+",
    re.IGNORECASE,
)
"""What forums say before the title of a thread."""

_LINKS = 200
"""Of more links than these the rest do not say what the site is called."""

_PARTS = 50
"""No title has more parts than these that say anything; each heading is compared with all of them."""

_LEADS = 4


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
    """What a heading says, how high it stands, and which part of the page's own title, or how many, that is."""

    words: str
    level: _Level
    match: _Match = _Match.NONE
    part: int = 0
    parts: int = 1
    is_piece: bool = False
    """Whether they are only some of the words of a heading, which then must be just what the title says."""

    def weight(self, leading: int) -> tuple[int, int]:
        """The article's is the heaviest: with a title's name, or saying what leads and not of the lowest level."""
        leads = _LEADS if self.level == _Level.NAMED or (self.part == leading and self.level > _Level.LOW) else 0
        return self.match + self.level + leads, self.parts


def choose_title(outside: Region, head: Head, found: Sequence[Tag], named: Collection[int]) -> str | None:
    """The words of the article's heading, else what the page calls itself without its site.

    `found` are the headings, the most wanted first; those in `named` (by identity) have the name of a title.
    """
    title = _choose(outside, head, found, named)
    return as_title(title) if title else title


def as_title(words: str) -> str:
    """The words of a heading without what forums say before them; what was escaped twice is read twice."""
    return _VIEW.sub("", unescape(words) if _WRITTEN.search(words) else words)


def _choose(outside: Region, head: Head, found: Sequence[Tag], named: Collection[int]) -> str | None:
    of_site = {id(tag) for tag in found if id(tag) not in named and _is_named(tag, _SITE)}
    in_header = {id(tag) for tag in found if id(tag) not in named and _is_named(tag, _HEADER)}
    sites = set(filter(None, _names_of_site(outside, head, [tag for tag in found if id(tag) in of_site])))
    spoken = ((tag, words, is_piece) for tag in found for words, is_piece in _said(outside, tag))
    shown = [(tag, words, is_piece) for tag, words, is_piece in spoken if fold(words) not in sites]
    headings = [
        (_Heading(words, _level(tag, named), is_piece=is_piece), id(tag) in in_header) for tag, words, is_piece in shown
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


def parts_of(head: Head) -> frozenset[str]:
    """What the page's own title is made of, folded, and the name of the site."""
    return frozenset(map(fold, (head.site or "", *_BETWEEN.split(head.title)[::2])))


class _Title:
    """What a page calls itself, in parts."""

    def __init__(self, title: str, sites: Collection[str]) -> None:
        parts = list(islice(filter(None, map(fold, _BETWEEN.split(title)[::2])), _PARTS))
        self._parts = [_without_ends(parts[0], sites)] if len(parts) == 1 else parts
        self._of_article = [place for place, part in enumerate(self._parts) if part not in sites]
        self._words = {place: frozenset(self._parts[place].split()) for place in self._of_article}
        places = self._of_article or [0]
        self.leading = places[-1] if any(f" {sign} " in title for sign in _TO_PART) else places[0]

    def match(self, heading: _Heading) -> _Heading:
        """The heading with what it says of the title."""
        words = fold(heading.words)
        spanned = self._spanned(words)
        if spanned:
            return replace(heading, match=_Match.EXACT, part=spanned[0], parts=spanned[1])
        if heading.is_piece:
            return heading
        begun = next((place for place in self._of_article if self._is_begun(heading, words, self._parts[place])), None)
        if begun is not None:
            return replace(heading, match=_Match.BEGINS, part=begun)
        part = self._overlapped(words.split()) if heading.level > _Level.LOW else None
        return heading if part is None else replace(heading, match=_Match.OVERLAP, part=part)

    def _spanned(self, words: str) -> tuple[int, int] | None:
        """The first of the parts that are these words, and how many they are."""
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
        """Whether one begins with all of the other."""
        if heading.level == _Level.LOW and len(part.split()) < _FEW:
            return False
        return words.startswith(f"{part} ") or (heading.level >= _Level.MAIN and part.startswith(f"{words} "))

    def _overlapped(self, words: Sequence[str]) -> int | None:
        """The part that has most of these words."""
        if len(words) < _FEW:
            return None
        shares = {place: sum(word in part for word in words) for place, part in self._words.items()}
        best = max(shares, key=lambda place: shares[place], default=None)
        return best if best is not None and shares[best] >= _ALIKE * len(words) else None


def _best(title: _Title, headings: Sequence[_Heading]) -> str | None:
    matched = [heading for each in headings if (heading := title.match(each)).match]
    best = max(matched, key=lambda heading: heading.weight(title.leading), default=None)
    if best is None:
        return None
    # What is below the main heading may well speak of the same.
    is_sure = best.match > _Match.OVERLAP or best.level >= _Level.MAIN
    return best.words if is_sure else (_only(headings, _Level.MAIN) or best.words)


def _only(headings: Iterator[_Heading] | Sequence[_Heading], *levels: _Level) -> str | None:
    """The words of the only heading of a level, main ones before those that are named."""
    some = [heading for heading in headings if not heading.is_piece]
    for level in levels or (_Level.MAIN, _Level.NAMED):
        words = {heading.words for heading in some if heading.level == level}
        if len(words) == 1:
            return words.pop()
    return None


def _said(outside: Region, tag: Tag) -> Iterator[tuple[str, bool]]:
    """What a heading says, and its first line alone where it has more; then a good part of it.

    Those are what stands in no tag inside it, and what stands in each: a number of comments, a category, a line below.
    """
    inner = [child for child in islice(tag.contents, _PIECES) if isinstance(child, Tag) and child.name != "br"]
    pieces = [outside.words(child) for child in inner] if 0 < len(inner) < _FEW_INNER else []
    bare = outside.words(tag, lambda inside: inside is not tag) if pieces else ""
    whole = list(dict.fromkeys(filter(None, (outside.words(tag), outside.first_line(tag)))))
    # Words that are the same but for a sign in a link are better without it.
    yield from ((words, False) for words in ([bare] if bare and whole and fold(bare) == fold(whole[0]) else ()))
    yield from ((words, False) for words in whole)
    most = [words for words in dict.fromkeys((bare, *pieces)) if 4 * len(words) > len(whole[0] if whole else "")]
    yield from ((words, True) for words in most if words not in whole)


def _first(headings: Sequence[_Heading]) -> str | None:
    return next((heading.words for heading in headings), None)


def _without_ends(words: str, sites: Collection[str]) -> str:
    """The words of a title that has no signs, without the site's before or behind them."""
    for site in filter(None, sites):
        bare = words.removeprefix(f"{site} ").removesuffix(f" {site}")
        if bare != words:
            return bare
    return words


def without_site(title: str, sites: Collection[str]) -> str:
    """A page's title without the site's at either end; where that is not known, the longest part."""
    title = _COUNT.sub("", _BRACKETED.sub(lambda found: "" if fold(found[1]) in sites else found[0], title))
    pieces = _BETWEEN.split(title)
    start, end = 0, len(pieces)
    while end - start > 1 and (fold(pieces[end - 1]) in sites or _SOFTWARE.match(pieces[end - 1])):
        end -= 2
    while end - start > 1 and fold(pieces[start]) in sites:
        start += 2
    if end - start < len(pieces):
        return "".join(pieces[start:end]).strip()
    # A colon right behind a word stands within a title as often as after a site's.
    signs = {piece.strip() for piece in pieces[1::2] if piece != ": "}
    surest = next((sign for sign in (*_SIGNS, "\uff5c", "\u2502", "_") if sign in signs), "\n")
    return max((part.strip() for part in title.split(surest)), key=len)


def _names_of_site(outside: Region, head: Head, headings: Sequence[Tag]) -> Iterator[str]:
    """What the site is called, folded: by itself, in its own headings, and where a link leads to its front page."""
    yield fold(head.site or "")
    yield from (fold(outside.words(tag)) for tag in headings)
    links = (tag for tag, shape in zip(outside.tags, outside.shapes, strict=True) if shape.name == "a")
    for link in islice(links, _LINKS):
        if _leads_home(link):
            yield fold(outside.words(link))
            picture = link.find("img")
            yield fold((attribute(picture, "alt") or "") if isinstance(picture, Tag) else "")


def _leads_home(link: Tag) -> bool:
    try:
        parts = urlsplit(attribute(link, "href") or "#")
    except ValueError:
        return False
    is_home = parts.path in ("", "/", "./", "../") or re.fullmatch(r"\.?/?index\.(?:html?|php)", parts.path)
    return bool(is_home) and not parts.fragment and not parts.query and bool(parts.netloc or parts.path)


def _level(tag: Tag, named: Collection[int]) -> _Level:
    if id(tag) in named:
        return _Level.NAMED
    return {"h1": _Level.MAIN, "h2": _Level.SECOND}.get(tag.name, _Level.LOW)


def _is_named(tag: Tag, names: AbstractSet[str]) -> bool:
    """Whether a heading, or what is closely around it, has one of these names."""
    for around in islice((tag, *tag.parents), _AROUND):
        if around.name in _ARTICLE or around.name == "body":
            return False
        called = f"{attribute(around, 'id') or ''} {attribute(around, 'class') or ''}".lower().split()
        if not names.isdisjoint(called):
            return True
    return False


def _folded_space(title: str) -> str:
    """The same with single spaces, and with single breaks between its lines."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in title.splitlines())))


def fold(text: str) -> str:
    """Text by its words alone."""
    return re.sub(r"\W+", " ", text).strip().casefold()
