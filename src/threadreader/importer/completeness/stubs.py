"""Links and buttons that stand for comments, or for the rest of one, which a script would have fetched."""

import re
from collections.abc import Iterator, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.completeness.labels import asks_for_more
from threadreader.importer.draft import CommentDraft
from threadreader.importer.soup import listing_of
from threadreader.importer.wording import THEM

_LONGEST = 60
_MORE = re.compile(
    rf"\d[\d.,]* (?:more|weitere|autres|más|mais|altr[ie]|meer|fler|więcej|ещ[её]) {THEM}"
    rf"|(?:load|show|view|see) (?:\d[\d.,]* )?(?:more|older|newer|previous|remaining|the rest of the) {THEM}"
    rf"|more {THEM}|continue this thread|もっと(?:読む|見る)|查看更多(?:评论|回复)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,6}")
_REST = re.compile(
    r"(?:read|show|see|view) (?:more|full comment|the rest)|more|expand comment"
    r"|(?:mehr|ganzen kommentar) (?:lesen|anzeigen)|weiterlesen"
    r"|lire la suite|afficher (?:plus|la suite)|(?:leer|ver|mostrar) más|(?:ler|ver) mais"
    r"|leggi tutto|lees meer|читать далее",
    re.IGNORECASE,
)
_PRESSED = frozenset(("a", "button", "summary"))
_AROUND = re.compile(r"^[\s+\u25b8\u25ba\u2193\u21b3\u2026.()\[\]-]+|[\s\u00bb\u203a\u2192\u2193\u2026.()\[\]-]+$")
_CUT = ("\u2026", "...", "[\u2026]", "[...]")
_REACH = 10
_MOST_NODES = 60
"""No label is made of more; a link that is never closed holds the rest of the page."""


def find_stubs(root: Tag) -> tuple[int, int]:
    """In how many places more comments could be loaded, and how many these are, as far as the places say."""
    labels = [label for tag in _pressed(root) if _is_more(label := _label(tag))]
    numbers = (_NUMBER.search(label) for label in labels)
    return len(labels), sum(int(re.sub(r"\D", "", number[0])) for number in numbers if number)


def find_cut(comments: Sequence[CommentDraft], root: Tag) -> int:
    """How many comments end in an ellipsis and have a link for the rest."""
    if not comments:
        return 0
    by_element = {id(comment.element): comment for comment in comments}
    ends = (tag for tag in _pressed(root) if _REST.fullmatch(_AROUND.sub("", _label(tag))))
    found = {id(comment) for tag in ends if (comment := _comment_of(tag, by_element)) and _is_cut(comment, tag)}
    return len(found)


def _pressed(root: Tag) -> Iterator[Tag]:
    listing = listing_of(root)
    for place in listing.chosen(lambda shape: shape.name in _PRESSED or "role" in shape.attributes):
        tag = listing.tags[place]
        if tag.name in _PRESSED or tag.attrs["role"] == "button":
            yield tag


def _label(tag: Tag) -> str:
    """The words of a link or button; nothing where there are more than a label has."""
    pieces: list[str] = []
    size = 0
    ahead: list[PageElement] = [tag]
    for _ in range(_MOST_NODES):
        if not ahead:
            return " ".join("".join(pieces).split())
        node = ahead.pop()
        if isinstance(node, Tag):
            ahead.extend(reversed(node.contents[:_MOST_NODES]))
        elif type(node) is NavigableString:
            size += len(node.strip())
            pieces.append(node)
        if size > _LONGEST:
            break
    return ""


def _is_more(label: str) -> bool:
    bare = _AROUND.sub("", label)
    return bool(bare) and (_MORE.match(bare) is not None or asks_for_more(bare))


def _comment_of(tag: Tag, by_element: dict[int, CommentDraft]) -> CommentDraft | None:
    here: Tag | None = tag
    for _ in range(_REACH):
        if here is None:
            return None
        if id(here) in by_element:
            return by_element[id(here)]
        here = here.parent
    return None


def _is_cut(comment: CommentDraft, rest: Tag) -> bool:
    """Whether the words of a comment end in an ellipsis, but for the link to the rest of them."""
    words = "".join(node.get_text() if isinstance(node, Tag) else str(node) for node in comment.body).strip()
    return words.removesuffix(rest.get_text().strip()).rstrip().endswith(_CUT)
