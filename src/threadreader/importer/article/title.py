"""Title of the article: the heading that matches the page's own title, without the name of the site.

A page's title has those of article and site, in either order and with any separator. An article's title may have such
separators itself, and may be truncated or reworded there.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import IntEnum
from html import unescape
from itertools import islice, pairwise
from urllib.parse import urlsplit

from bs4 import Tag
from bs4.element import NavigableString
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.dates.find import find_times
from threadreader.importer.html import UNSHOWN_IN_ARTICLE
from threadreader.importer.html.region import Metadata, Region
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import first_descendants
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.text import fold_space

# Separators of the titles of article and site, the most reliable first.
_SEPARATORS = ("|", "=>", "»", "«", "›", "‹", "::", "//", "•", "·", "—", "–", "~", "-", ":", ">", "<", "/", "@")  # noqa: RUF001 - as titles have them

_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff60]"
_SEPARATOR = compile_lazily(
    rf"(\n|\s+(?:{'|'.join(map(re.escape, _SEPARATORS))})\s+|:\s+|\s*[|\uff5c\u2502]\s*"
    rf"|(?<={_CJK})[_-](?=\w)|(?<=\w)[_-](?={_CJK})|\s+(?=\[[^\[\]]+\]$))"
)
# Separators that lead from a whole to its part: the article comes last.
_TO_PART = ("»", "›", ">")  # noqa: RUF001 - as titles have them

# Entities that are left of characters escaped twice; others may have been written so.
_ESCAPED_TWICE = compile_lazily(r"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|amp|quot|[lr][sd]quo|[mn]dash|hellip);", re.IGNORECASE)

# The number of unread messages; more digits belong to a title.
_COUNT = compile_lazily(r"^\(\d{1,2}\+?\)\s+")
_NOT_WORDS = compile_lazily(r"\W+")

# The number of a page, or of a report in a tracker: a part of a title that says nothing of its subject.
_NUMBER = compile_lazily(
    rf"(?:[^\W\d]+\s+)?#\d+|\(?(?:{alternatives('page')})\s*\d+(?:\D{{1,6}}\d+)?\)?", re.IGNORECASE
)

# The name of a host, which is that of a site.
_HOST = compile_lazily(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)

# What leads to the last part of a heading, in which the others are links to what it is in.
_CRUMBS = compile_lazily(rf"^[\s{''.join(_TO_PART)}/]*[{''.join(_TO_PART)}/]\s*")

# Share of the longest part of a title that a text must have to be all of it, where it is only a part of a heading, or
# none: half, as a shorter text is that of a label or category, and a longer part that of the site.
_MIN_SHARE = 0.5

_MAX_CHILDREN, _MAX_PARTS_OF_HEADING = 12, 5  # bound the time; a heading has title, kicker and site (judgement)
# Nodes of a heading that are searched for one that is the title alone.
_MAX_NODES = 250

# Characters of the longest title.
_MAX_CHARS = 400

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

_SOFTWARE = compile_lazily(r"powered by\b", re.IGNORECASE)
# Prefixes of forums before the title of a thread.
_FORUM_PREFIX = compile_lazily(
    rf"^(?:{alternatives('view_topic')})\s*[-:]\s+",
    re.IGNORECASE,
)

# The same with what stands before it.
_BEFORE_TOPIC = compile_lazily(rf"^(?:.*?\s)?{_FORUM_PREFIX.pattern.removeprefix('^')}", re.IGNORECASE)

# A user's name as sites mark it.
_HANDLE = compile_lazily(r"@\w+")

# Signs of a list of links before a title, and those of a label behind it.
_OUTER_SIGNS = compile_lazily(rf"^[\s{''.join(_TO_PART)}:|]+|[\s:|]+$")

# The path to the front page from within the site: "../../", "../index.html"; copies of sites put ".html" behind it.
_HOME = compile_lazily(r"(?:(?:\./)?(?:\.\./)+|\.?/?(?=i))(?:index\.\w{2,5}(?:\.html?)?)?")

# Links that are searched for the name of the site.
_MAX_LINKS = 200

# Parts of a title that are compared with each heading.
_MAX_PARTS = 50

_LEADING_SCORE = 4  # as much as an exact match of the title


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


class _Heading(Struct, frozen=True):
    """Text and level of a heading, and the part of the page's title that it matches, or how many parts."""

    words: str
    level: _Level
    match: _Match = _Match.NONE
    part: int = 0
    parts: int = 1
    is_piece: bool = False
    """True if it is only a part of a heading's text, which then must match exactly."""
    is_header: bool = False
    """True if it is where sites have their own name."""

    def score(self, leading: int) -> tuple[int, int, int]:
        """Score as the article's title: highest with a title's name, or for the leading part.

        One of a low level leads only where it is exactly that part.
        """
        is_leading = self.part == leading and (self.level > _Level.LOW or self.match == _Match.EXACT)
        leads = _LEADING_SCORE if self.level == _Level.NAMED or is_leading else 0
        return self.match + self.level + leads, self.parts, self.level

    def excels(self, other: "_Heading") -> bool:
        """True if it is exactly the part of the title that the other is of, or that and further ones."""
        is_inside = self.part <= other.part < self.part + self.parts
        return self.match == _Match.EXACT and is_inside and (other.match < _Match.EXACT or self.parts > other.parts)


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
    headings = [
        _Heading(as_title(words), _level(element, named), is_piece=is_piece, is_header=id(element) in in_header)
        for element in elements
        for words, is_piece in _texts(outside, element)
        if fold(words) not in sites
    ]
    own = _BEFORE_TOPIC.sub("", _folded_space(head.meta("og:title") or ""))
    called = _BEFORE_TOPIC.sub("", head.title)
    sites |= _names_of_folders(outside, parts_of(head))
    titles = [_Title(title, sites) for title in filter(None, (own, called))]
    matched = next(filter(None, (_best(title, headings) for title in titles)), None)
    if matched:
        return matched
    texts = list(_leaves(outside))
    only = _only([each for each in headings if not (_HANDLE.fullmatch(each.words) or find_times(each.words))])
    shown = next(filter(None, (_shown(title, texts, is_alone=only is None) for title in titles)), None)
    # What a forum says before the title of a thread tells that title from its own name, which may be the only heading.
    if shown or (only and called == head.title):
        return shown or only
    # Other parts that are links on the page are what the article is in.
    categories = {fold(text) for element, text in texts if element.name == "a"}
    first = next((heading.words for heading in headings if not heading.is_piece), None)
    # A title that is only the site's says nothing of the article.
    is_site = fold(own or called) in sites
    return (first if is_site else None) or without_site(own or called, sites, categories) or first


def parts_of(head: Metadata) -> frozenset[str]:
    """The parts of the page's title, folded, and the name of the site."""
    return frozenset(map(fold, (head.site or "", *_SEPARATOR.split(head.title)[::2])))


class _Title:
    """The page's title, in parts."""

    def __init__(self, title: str, sites: Collection[str]) -> None:
        pieces = list(islice(filter(fold, _SEPARATOR.split(title)[::2]), _MAX_PARTS))
        parts = list(map(fold, pieces))
        self._parts = [_without_ends(parts[0], sites)] if len(parts) == 1 else parts
        of_site = _parts_of_site(self._parts, sites)
        self._of_article = [
            index for index, piece in enumerate(pieces) if index not in of_site and not _is_number_or_host(piece)
        ]
        self._words = {index: frozenset(self._parts[index].split()) for index in self._of_article}
        indices = self._of_article or [0]
        self.leading = indices[-1] if any(f" {sign} " in title for sign in _TO_PART) else indices[0]

    def match(self, heading: _Heading) -> _Heading:
        """The heading with its match in the title."""
        words = fold(heading.words)
        spanned = self._spanned(words)
        if spanned and (not heading.is_piece or self._is_large(words)):
            return replace(heading, match=_Match.EXACT, part=spanned[0], parts=spanned[1])
        if heading.is_piece:
            return heading
        begun = next((index for index in self._of_article if self._is_begun(heading, words, self._parts[index])), None)
        if begun is not None:
            return replace(heading, match=_Match.BEGINS, part=begun)
        is_main = heading.level >= _Level.MAIN
        part = self._overlapped(words.split(), is_main=is_main) if heading.level > _Level.LOW else None
        return heading if part is None else replace(heading, match=_Match.OVERLAP, part=part)

    def shows(self, text: str, *, is_alone: bool) -> int:
        """Length of a text that is no heading but the title, 0 if it is not; the leading part of it at least.

        If the page has a heading in other words, so that it is not alone, a text of fewer words may be a site's name.
        """
        words = fold(text)
        if not self._is_large(words) or (not is_alone and len(words.split()) < _MIN_WORDS):
            return 0
        start, parts = self._spanned(words) or (0, 0)
        part = self._parts[self.leading] if self._parts else ""
        is_begun = is_alone and part.startswith(f"{words} ") and len(words.split()) >= _MIN_WORDS
        return len(words) if is_begun or start <= self.leading < start + parts else 0

    def _is_large(self, words: str) -> bool:
        """True if a text is large enough to be the title, and not only a part of it."""
        return len(words) >= _MIN_SHARE * max((len(self._parts[index]) for index in self._of_article), default=1)

    def _spanned(self, words: str) -> tuple[int, int] | None:
        """The first of the parts that are this text, and their number; at least one must be the article's."""
        for start in range(len(self._parts)):
            joined = ""
            for end, part in enumerate(self._parts[start:], 1):
                joined = f"{joined} {part}".strip()
                if joined == words and any(start <= index < start + end for index in self._of_article):
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

    def _overlapped(self, words: Sequence[str], *, is_main: bool) -> int | None:
        """The part that shares most of these words; with a main heading, that may also be most of the part's."""
        if len(words) < _MIN_WORDS:
            return None
        shares = {index: sum(word in part for word in words) for index, part in self._words.items()}
        best = max(shares, key=lambda index: shares[index], default=None)
        if best is None:
            return None
        least = min(len(words), len(self._words[best])) if is_main and shares[best] >= _MIN_WORDS else len(words)
        return best if shares[best] >= _MIN_OVERLAP * least else None


def _parts_of_site(parts: Sequence[str], sites: Collection[str]) -> set[int]:
    """The indices of the parts of a title that are a site's name, or that together, at an end of the title, are."""
    found = {index for index, part in enumerate(parts) if part in sites}
    for count in range(2, len(parts)):
        for run in (range(count), range(len(parts) - count, len(parts))):
            if " ".join(parts[index] for index in run) in sites:
                found.update(run)
    return found


def _best(title: _Title, headings: Sequence[_Heading]) -> str | None:
    matched = [heading for each in headings if (heading := title.match(each)).match]
    in_sight = [heading for heading in matched if not heading.is_header]
    best = max(in_sight or matched, key=lambda heading: heading.score(title.leading), default=None)
    if best is None:
        return None
    return next((heading for heading in matched if heading.is_header and heading.excels(best)), best).words


def _leaves(outside: Region) -> Iterator[tuple[Tag, str]]:
    """The elements that have nothing but a text, with it."""
    for element in outside.elements:
        text = _own_text(element)
        if text is not None and element.name not in UNSHOWN_IN_ARTICLE:
            yield element, _OUTER_SIGNS.sub("", fold_space(text))


def _shown(title: _Title, texts: Sequence[tuple[Tag, str]], *, is_alone: bool) -> str | None:
    """The title as an element shows it that is not marked as a heading."""
    sizes = {text: title.shows(text, is_alone=is_alone) for _, text in texts}
    best = max(sizes, key=lambda text: sizes[text], default="")
    return best if sizes.get(best) else None


def _is_number_or_host(piece: str) -> bool:
    """True for a part of a title that is a number or the name of a host."""
    return _NUMBER.fullmatch(piece.strip()) is not None or _HOST.fullmatch(piece.strip()) is not None


def _only(headings: Sequence[_Heading]) -> str | None:
    """The text of the only heading of a level, main ones before those that are named."""
    for level in (_Level.MAIN, _Level.NAMED):
        words = {heading.words for heading in headings if heading.level == level and not heading.is_piece}
        if len(words) == 1:
            return words.pop()
    return None


def _texts(outside: Region, element: Tag) -> Iterator[tuple[str, bool]]:
    """The text of a heading, and its first line alone if it has several; then large parts of it.

    The parts are its text without child elements, and that of each child: a number of comments, a category, a line
    below.
    """
    inner = [
        child for child in islice(element.contents, _MAX_CHILDREN) if isinstance(child, Tag) and child.name != "br"
    ]
    pieces = [outside.text(child) for child in inner] if 0 < len(inner) < _MAX_PARTS_OF_HEADING else []
    bare = outside.text(element, lambda inside: inside is not element) if inner else ""
    crumbs = _CRUMBS.match(bare) if inner and all(child.name == "a" for child in inner) else None
    if crumbs and crumbs.end() < len(bare):
        yield bare[crumbs.end() :], False
        return
    whole = list(dict.fromkeys(filter(None, (outside.text(element), outside.first_line(element)))))
    # Words that are the same but for a sign in a link are better without it.
    yield from ((words, False) for words in ([bare] if bare and whole and fold(bare) == fold(whole[0]) else ()))
    yield from ((words, False) for words in whole)
    nodes = first_descendants(element, _MAX_NODES) if inner else ()
    leaves = (_own_text(node) for node in nodes if isinstance(node, Tag))
    most = dict.fromkeys(map(fold_space, filter(None, (bare, *pieces, *leaves))))
    yield from ((words, True) for words in most if words and words not in whole)


def _own_text(element: Tag) -> str | None:
    """The text of an element that has nothing else; None for a longer one than a title."""
    only = element.contents[0] if len(element.contents) == 1 else None
    return str(only) if type(only) is NavigableString and len(only) <= _MAX_CHARS else None


def _without_ends(words: str, sites: Collection[str]) -> str:
    """A title without separators, without the site's name at its ends."""
    for site in filter(None, sites):
        bare = words.removeprefix(f"{site} ").removesuffix(f" {site}")
        if bare != words:
            return bare
    return words


def without_site(title: str, sites: Collection[str], categories: Collection[str] = ()) -> str:
    """A page's title without the site's at either end; if that is not known, the longest part.

    `categories` are the texts of links: one of these behind the title, before the site, is no part of it either.
    """
    title = _COUNT.sub("", title)
    pieces = _SEPARATOR.split(title)
    start, end = 0, len(pieces)
    while end - start > 1 and (
        fold(pieces[end - 1]) in sites or _SOFTWARE.match(pieces[end - 1]) or _is_number_or_host(pieces[end - 1])
    ):
        end -= 2
    while end - start > 1 and fold(pieces[start]) in sites:
        start += 2
    while len(pieces) > end > start + 1 and fold(pieces[end - 1]) in categories:
        end -= 2
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
    homes = [(link, attribute(link, "href") or "") for link in islice(links, _MAX_LINKS) if _leads_home(link)]
    # In a copy of a site the page itself is called so too, and the list of its month, which are less far up.
    highest = max((href.count("../") for _, href in homes), default=0)
    for link, href in homes:
        if href.count("../") == highest or href.startswith(("/", "http")):
            yield fold(outside.text(link))
            picture = link.find("img")
            yield fold((attribute(picture, "alt") or "") if isinstance(picture, Tag) else "")


def _names_of_folders(outside: Region, parts: Collection[str]) -> set[str]:
    """The parts of the page's title, folded, that are links to the folder that another part is in."""
    if len(parts) < 2:  # noqa: PLR2004 - one alone is in no other
        return set()
    links = (element for element, shape in zip(outside.elements, outside.signatures, strict=True) if shape.name == "a")
    called = ((fold(_own_text(link) or ""), attribute(link, "href") or "") for link in links)
    # What is relative to the page itself tells nothing of folders above it.
    addresses = {words: href for words, href in called if words and words in parts and not href.startswith(".")}
    ordered = sorted(addresses, key=lambda words: addresses[words])
    return {
        words
        for words, other in pairwise(ordered)
        if addresses[words].endswith("/")
        and addresses[other].removeprefix(addresses[words]) not in ("", addresses[other])
    }


def _leads_home(link: Tag) -> bool:
    try:
        parts = urlsplit(attribute(link, "href") or "#")
    except ValueError:
        return False
    is_home = parts.path in ("", "/", "./") or _HOME.fullmatch(parts.path)
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
    return _NOT_WORDS.sub(" ", text).strip().casefold()
