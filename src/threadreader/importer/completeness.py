"""Whether all of a page's comments are in its file, by what the page itself shows of those that are not.

Comments that a script would have fetched from another site, which the file has the empty place of.

Pages that a site shows instead of the one asked for, which people save without noticing.

Links and buttons that stand for comments, or for the rest of one, which a script would have fetched.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.draft import CommentDraft, Draft
from threadreader.importer.html.selector import Selectors
from threadreader.importer.html.tree import listing_of
from threadreader.importer.lexicon import THEM, asks_for_more
from threadreader.model.page import PAGE, Note, count_note
from threadreader.model.thread import Status

_UNNAMED = "another page"
"""What is in a frame of no system that is known."""

_PLACES: Mapping[str, str] = {
    "Disqus": "#disqus_thread, iframe[src*='disqus.com/embed'], .disqus-comments",
    "Facebook": ".fb-comments, iframe[src*='plugins/comments'], iframe[src*='plugins/feedback']",
    "Coral": "#coral_thread, #coral_talk_stream, #coral-comments, iframe[src*='coral.coralproject'], iframe[id^=coral]",
    "OpenWeb": "[data-spotim-module], [data-openweb-module], iframe[src*='spot.im'], iframe[src*='openweb.com']",
    "Viafoura": "vf-conversations, .viafoura",
    "Hyvor Talk": "hyvor-talk-comments, #hyvor-talk-view",
    "Commento": "#commento",
    "Remark42": "#remark42",
    "Isso": "#isso-thread",
    "giscus": ".giscus, iframe[src*='giscus.app']",
    "utterances": ".utterances, iframe[src*='utteranc.es']",
    "Cusdis": "#cusdis_thread",
    "GraphComment": "#graphcomment",
    "Livefyre": "#livefyre-comments, #livefyre, .livefyre",
    "IntenseDebate": "#idc-container, #IDCommentsHead",
    "Vuukle": "#vuukle-comments, #vuukle_div",
    "HyperComments": "#hypercomments_widget",
    "Cackle": "#mc-container",
    "Twikoo": "#tcomment",
    "Waline": "#waline",
    "Valine": "#vcomments",
    "Google+": ".g-comments",
    "Discourse": "#discourse-comments, iframe[id=discourse-embed-frame]",
    _UNNAMED: "iframe[src*='/comment/'], iframe[src*='/comments/']",
}
_NOTHING = 200
"""An empty place has at most so many characters: a request to switch scripts on, or to wait."""


def find_elsewhere(root: Tag) -> list[str]:
    """The systems of comments whose place on the page is empty."""
    chosen = Selectors(_PLACES)
    found: dict[str, bool] = {}
    listing = listing_of(root)
    for place, hit in chosen.hits_among(listing.tags, listing.shapes):
        found[hit.role] = found.get(hit.role, True) and _is_empty(listing.tags[place])
    return [system for system, is_empty in found.items() if is_empty and (system != _UNNAMED or len(found) == 1)]


def _is_empty(tag: Tag) -> bool:
    size = 0
    stack: list[PageElement] = [tag]
    while stack and size <= _NOTHING:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name not in ("script", "style", "noscript"):
                stack.extend(node.contents)
        elif type(node) is NavigableString:
            size += len(node.strip())
    return size <= _NOTHING


_LONGEST = 2_000
"""What stands in the way says little."""

_SAYS = {
    "a check of the browser before it": (
        r"just a moment\.\.\.",
        r"attention required!? \| cloudflare",
        r"checking (?:if the site connection|your browser)",
        r"cloudflare ray id|ddos protection by",
    ),
    "Reddit's refusal to show it": (r"whoa there,? pardner|blocked by network security",),
    "a check whether a person reads it": (
        r"(?:are you|verify (?:that )?you(?: are|['\u2019]re)) (?:not )?(?:an? )?(?:robot|human)",
        r"unusual traffic from|press (?:and|&) hold|(?:complete|solve) (?:the|this) captcha",
    ),
    "the site's refusal to show it": (
        r"access (?:to this (?:page|resource) (?:on the server )?)?(?:is |has been )?(?:denied|forbidden)",
        r"403 forbidden|you have been blocked|request (?:was |has been )?blocked",
    ),
    "an error of the site": (
        r"(?:502|504) (?:bad gateway|gateway time-?out)|503 service (?:temporarily )?unavailable",
    ),
    "a notice that there is none": (
        r"404 not found|page (?:was )?not found|page (?:can ?not|couldn['\u2019]t) be found",
    ),
    "what a browser shows before its scripts run": (
        r"(?:please |you need to |must )?(?:enable|turn on|activate) javascript",
        r"requires javascript|javascript (?:is|must be) (?:disabled|required|enabled)",
    ),
}
_PATTERNS = tuple((re.compile("|".join(patterns), re.IGNORECASE), what) for what, patterns in _SAYS.items())
_LOG_IN = re.compile(
    r"\b(?:log|sign) ?in\b|anmelden|connexion|iniciar sesi|accedi|inloggen|войти",
    re.IGNORECASE,
)


def find_in_the_way(root: Tag) -> str | None:
    """What a page is instead of the one meant; None where it seems to be that one."""
    text, has_frames, has_password = _look(root)
    if has_frames:
        return "only the frame around other pages"
    if len(text) > _LONGEST:
        return None
    for pattern, what in _PATTERNS:
        if pattern.search(text):
            return what
    return "a page to log in" if has_password and _LOG_IN.search(text) else None


def _look(root: Tag) -> tuple[str, bool, bool]:
    """The text, as far as it may be short; whether there are frames, and a field for a password."""
    pieces: list[str] = []
    size, has_frames, has_password = 0, False, False
    stack: list[PageElement] = [root]
    while stack and size <= _LONGEST:
        node = stack.pop()
        if isinstance(node, Tag):
            has_frames = has_frames or node.name == "frameset"
            has_password = has_password or (node.name == "input" and node.attrs.get("type") == "password")
            if node.name not in ("script", "style", "template"):
                stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            words = " ".join(node.strip()[: 2 * _LONGEST].split())
            size += len(words)
            pieces.append(words)
    return " ".join(filter(None, pieces)), has_frames, has_password


_MAX_STUB_CHARS = 60
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
        if size > _MAX_STUB_CHARS:
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


__all__ = ["check", "declared_count"]


def check(draft: Draft, root: Tag) -> Iterator[Note]:
    """What is lacking, one note for each kind of it; nothing where the page has as many comments as it says."""
    found = sum(comment.status is not Status.MISSING for comment in draft.comments)
    declared = draft.declared_count
    if found and declared in (found, found + draft.opened):
        return
    counted = count_note(declared, found, opened=draft.opened)
    if counted:
        yield counted
    if not found:
        in_the_way = find_in_the_way(root)
        if in_the_way:
            yield Note(PAGE, f"is not the page itself but {in_the_way}; save it again once that shows")
        for system in find_elsewhere(root):
            yield Note(PAGE, f"its comments come from {system}, and are not in this file")
    places, stubbed = find_stubs(root)
    if places:
        lacking = f"at least {stubbed:,} comments are" if stubbed > 1 else "more comments are"
        yield Note(PAGE, f"{lacking} not in this file: it has {_places(places)} that would load them")
    cut = find_cut(draft.comments, root)
    if cut:
        yield Note(PAGE, f"{_comments(cut)} {_are(cut)} cut off in this file")


def declared_count(draft: Draft, lacking: Sequence[Note]) -> int | None:
    """How many comments the page says it has, given what it lacks: by showing none, a page says so too."""
    if draft.declared_count is None and draft.is_all and not (draft.comments or lacking):
        return 0
    return draft.declared_count


def _comments(count: int) -> str:
    return "1 comment" if count == 1 else f"{count:,} comments"


def _places(count: int) -> str:
    return "a link" if count == 1 else f"{count:,} links"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
