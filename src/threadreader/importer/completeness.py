"""The number of comments that a page declares, and notes on those that it has and its file lacks.

The signs of these are a declared count, an interstitial saved instead of the page, the empty container of an external
comment system, links and buttons that would load more comments, and comments that are truncated.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.draft import CommentDraft, Draft
from threadreader.importer.html import HEADINGS, UNSHOWN
from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import Selectors, attribute, classes
from threadreader.importer.html.tree import cached_by_signature, element_index, enclosing, first_descendants, walk
from threadreader.importer.lexicon import (
    COMMENT_NOUNS,
    asks_for_more,
    counted,
    is_named_comment,
    is_no_comments_name,
    is_no_comments_notice,
    is_rounded_count,
)
from threadreader.lexicon import alternatives, compile_lazily, word_set
from threadreader.model.page import PAGE, Note, count_note
from threadreader.model.text import counted as plural
from threadreader.model.thread import Status

# An embedded comment page of an unknown system.
_UNKNOWN_SYSTEM = "another page"

# CSS selectors of the containers of comment systems.
_CONTAINERS: Mapping[str, str] = {
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
    _UNKNOWN_SYSTEM: "iframe[src*='/comment/'], iframe[src*='/comments/']",
}
# Characters of the placeholder in an empty container: a request to switch scripts on, or to wait.
_MAX_PLACEHOLDER_CHARS = 200


def _external_systems(root: Tag) -> list[str]:
    """The comment systems whose container on the page is empty."""
    selectors = Selectors(_CONTAINERS)
    is_empty: dict[str, bool] = {}
    listing = element_index(root)
    for index, hit in selectors.matches_among(listing.elements, listing.signatures):
        is_empty[hit.role] = is_empty.get(hit.role, True) and _is_empty(listing.elements[index])
    return [system for system, empty in is_empty.items() if empty and (system != _UNKNOWN_SYSTEM or len(is_empty) == 1)]


def _is_empty(element: Tag) -> bool:
    size = 0
    for node in walk((element,), lambda tag: tag.name in ("script", "style", "noscript")):
        size += len(node.strip()) if type(node) is NavigableString else 0
        if size > _MAX_PLACEHOLDER_CHARS:
            return False
    return True


# Characters of the longest interstitial; a page with more has a text of its own.
_MAX_INTERSTITIAL_CHARS = 2_000

# Patterns of the text of interstitials, and the kind as it is reported.
_PATTERNS = tuple(
    (compile_lazily(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (
            (
                r"just a moment\.\.\.|attention required!? \| cloudflare|checking (?:if the site connection"
                r"|your browser)|cloudflare ray id|ddos protection by"
            ),
            "a browser check",
        ),
        (r"whoa there,? pardner|blocked by network security", "Reddit's block page"),
        (
            (
                r"(?:are you|verify (?:that )?you(?: are|['\u2019]re)) (?:not )?(?:an? )?(?:robot|human)"
                r"|unusual traffic from|press (?:and|&) hold|(?:complete|solve) (?:the|this) captcha"
            ),
            "a CAPTCHA",
        ),
        (
            (
                r"access (?:to this (?:page|resource) (?:on the server )?)?(?:is |has been )?(?:denied|forbidden)"
                r"|403 forbidden|you have been blocked|request (?:was |has been )?blocked"
            ),
            "an access-denied page",
        ),
        (
            r"(?:502|504) (?:bad gateway|gateway time-?out)|503 service (?:temporarily )?unavailable",
            "a server error",
        ),
        (
            r"404 not found|page (?:was )?not found|page (?:can ?not|couldn['\u2019]t) be found",
            "a not-found page",
        ),
        (
            (
                r"(?:please |you need to |must )?(?:enable|turn on|activate) javascript"
                r"|requires javascript|javascript (?:is|must be) (?:disabled|required|enabled)"
            ),
            "a page that needs scripts",
        ),
    )
)
_LOG_IN = compile_lazily(alternatives("log_in"), re.IGNORECASE)


def _interstitial(root: Tag) -> str | None:
    """The kind of page that was saved instead of the one meant; None if none is recognised."""
    text, has_frames, has_password = _read_text(root)
    if has_frames:
        return "a frame around other pages"
    if len(text) > _MAX_INTERSTITIAL_CHARS:
        return None
    log_in = "a login page" if has_password and _LOG_IN.search(text) else None
    return next((kind for pattern, kind in _PATTERNS if pattern.search(text)), log_in)


def _read_text(root: Tag) -> tuple[str, bool, bool]:
    """The text, as far as it may be an interstitial's, if there are frames, and if there is a password field."""
    pieces: list[str] = []
    size, has_frames, has_password = 0, False, False
    for node in walk((root,), lambda tag: tag.name in ("script", "style", "template")):
        if size > _MAX_INTERSTITIAL_CHARS:
            break
        if isinstance(node, Tag):
            has_frames = has_frames or node.name == "frameset"
            has_password = has_password or (node.name == "input" and node.attrs.get("type") == "password")
        elif type(node) is NavigableString:
            text = " ".join(node.strip()[: 2 * _MAX_INTERSTITIAL_CHARS].split())
            size += len(text)
            pieces.append(text)
    return " ".join(filter(None, pieces)), has_frames, has_password


_MAX_LABEL_CHARS = 60  # held by a French button of over 30 in the tests; a longer text is a sentence
_LOAD_COMMENTS = alternatives("load_comments").replace("NUMBER", r"(?:\d[\d.,]* )?")
_LOAD_MORE = compile_lazily(
    rf"\d[\d.,]* (?:{alternatives('more_comments')}) {COMMENT_NOUNS}"
    rf"|(?:{_LOAD_COMMENTS}) {COMMENT_NOUNS}|{alternatives('continue_thread')}",
    re.IGNORECASE,
)
_DECLARED_MORE = compile_lazily(r"\d{1,3}(?:[.,]\d{3})+|\d{1,6}")
_READ_MORE = compile_lazily(alternatives("read_more"), re.IGNORECASE)
_CONTROLS = frozenset(("a", "button", "summary"))
_LABEL_DECORATION = compile_lazily(
    r"^[\s+\u25b8\u25ba\u2193\u21b3\u2026.()\[\]-]+|[\s\u00bb\u203a\u2192\u2193\u2026.()\[\]-]+$"
)
_ELLIPSES = ("\u2026", "...", "[\u2026]", "[...]")
# Elements from a link up to the comment that it is in: a list of actions and its wrappers; bounds the climb.
_MAX_PARENTS = 10
# Nodes of a label; a link that is never closed holds the rest of the page.
_MAX_LABEL_NODES = 60


def _count_load_more(labels: Iterable[str]) -> tuple[int, int]:
    """The number of controls that would load more comments, and of the comments that they declare."""
    some = [label for label in labels if _LOAD_MORE.match(label) is not None or asks_for_more(label)]
    numbers = (_DECLARED_MORE.search(label) for label in some)
    return len(some), sum(int(re.sub(r"\D", "", number[0])) for number in numbers if number)


def _count_truncated(comments: Sequence[CommentDraft], labelled: Iterable[tuple[Tag, str]]) -> int:
    """The number of comments that end in an ellipsis and have a link to the rest."""
    if not comments:
        return 0
    by_element = {id(comment.element): comment for comment in comments}
    links = (element for element, label in labelled if _READ_MORE.fullmatch(label))
    truncated = {
        id(comment)
        for element in links
        if (comment := _comment_of(element, by_element)) and _is_truncated(comment, element)
    }
    return len(truncated)


def _labelled(root: Tag) -> list[tuple[Tag, str]]:
    """The controls that have a label, and that without the signs at its ends."""
    labelled = ((element, _LABEL_DECORATION.sub("", _label(element))) for element in _controls(root))
    return [(element, label) for element, label in labelled if label]


def _controls(root: Tag) -> Iterator[Tag]:
    listing = element_index(root)
    for index in listing.indices_where(lambda shape: shape.name in _CONTROLS or "role" in shape.attributes):
        element = listing.elements[index]
        if element.name in _CONTROLS or element.attrs["role"] == "button":
            yield element


def _label(element: Tag) -> str:
    """The text of a link or button; empty if it is longer than a label."""
    nodes = list(first_descendants(element, _MAX_LABEL_NODES))
    texts = [node for node in nodes if type(node) is NavigableString]
    is_longer = len(nodes) == _MAX_LABEL_NODES or sum(len(text.strip()) for text in texts) > _MAX_LABEL_CHARS
    return "" if is_longer else " ".join("".join(texts).split())


def _comment_of(element: Tag, by_element: dict[int, CommentDraft]) -> CommentDraft | None:
    near = map(id, enclosing(element, _MAX_PARENTS))
    return next((by_element[each] for each in near if each in by_element), None)


def _is_truncated(comment: CommentDraft, link: Tag) -> bool:
    """True if the body ends in an ellipsis, but for the link to the rest."""
    text = "".join(node.get_text() if isinstance(node, Tag) else str(node) for node in comment.body).strip()
    return text.removesuffix(link.get_text().strip()).rstrip().endswith(_ELLIPSES)


_END_OF_PAGE = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_NO_ELEMENTS = re.compile(rb"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_UNCLOSED = re.compile(rb"<(?:!--|script\b|style\b)", re.IGNORECASE)
# Elements whose end tags nobody may leave out.
_CLOSED = re.compile(rb"<(/?)(?:div|main|section|article|table|ul|ol)\b", re.IGNORECASE)
_IN_TAG = re.compile(rb"</?[a-z][^<>]*\Z", re.IGNORECASE)
_HEAD = re.compile(rb"<(/?head|body)\b", re.IGNORECASE)


def is_cut(html: bytes) -> bool:
    """True if a page has no end, and ends in an element, a tag or its head: who leaves out the end closes those."""
    if _END_OF_PAGE.search(html):
        return False
    elements = _NO_ELEMENTS.sub(b"", html)
    slashes = [tag[1] for tag in _CLOSED.finditer(elements)]
    is_open = 2 * slashes.count(b"/") < len(slashes) or _UNCLOSED.search(elements) or _IN_TAG.search(elements)
    return bool(is_open) or (not slashes and [tag[1].lower() for tag in _HEAD.finditer(elements)] == [b"head"])


def check(draft: Draft, root: Tag) -> Iterator[Note]:
    """Yield a note for each way in which comments are lacking; none if the page has as many as it declares."""
    count = sum(comment.status is not Status.MISSING for comment in draft.comments)
    declared = draft.declared_count
    if count and declared in (count, count + draft.opened):
        return
    counted = count_note(declared, count, opened=draft.opened)
    if counted:
        yield counted
    if not count:
        interstitial = _interstitial(root)
        if interstitial:
            yield Note(PAGE, f"is {interstitial}, not the page itself; save it again when the browser shows the page")
        for system in _external_systems(root):
            yield Note(PAGE, f"its comments come from {system} and were not saved")
    labelled = _labelled(root)
    controls, declared_more = _count_load_more(label for _, label in labelled)
    if controls:
        more = f"at least {declared_more:,} more comments" if declared_more > 1 else "more comments"
        links = "a link" if controls == 1 else f"{controls:,} links"
        yield Note(PAGE, f"{more} behind {links}")
    truncated = _count_truncated(draft.comments, labelled)
    if truncated:
        yield Note(PAGE, f"{plural(truncated, 'comment')} cut off")


def count_on_page(draft: Draft, lacking: Sequence[Note], root: Tag) -> int | None:
    """The number of comments that the page declares; 0 if it shows none, lacks none, and could have some.

    It could have some if its platform renders them into its pages, or if it has the form for one.
    """
    if draft.declared_count is None and not (draft.comments or lacking) and (draft.is_all or _has_form(root)):
        return 0
    return draft.declared_count


def _has_form(root: Tag) -> bool:
    """True if a page has a field for the text of a comment."""
    listing = element_index(root)
    return any(
        is_named_comment(each) for field in listing.named(frozenset(("textarea",))) for each in _with_form(field)
    )


def _with_form(field: Tag) -> Iterator[Tag]:
    """A field and the elements from it up to its form."""
    for each in enclosing(field, _MAX_PARENTS):
        yield each
        if each.name == "form":
            return


_HEADING_ELEMENTS = HEADINGS | {"legend"}
_ABOUT_COMMENTS = compile_lazily(r"comment|respon[sd]|repl(?:y|ies)|reaction|discussion|komment", re.IGNORECASE)
_COMMENTS_ANCHOR = compile_lazily(
    rf"#(?:respond|disqus_thread|(?:tab[-_])?(?:{alternatives('comments', 'reviews')})"
    r"(?:[-_]?(?:anchor|list|section))?)$",
    re.IGNORECASE,
)
_DIGIT = compile_lazily(r"\d")
_NUMBER = compile_lazily(r"(?<![\w.,])\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3}){1,3}(?!\d)|(?<![#\d])\d{1,9}")
# The range of comments that a page shows ("1-20 of 45"), and the number of a page or of all.
_RANGE_OR_PAGE = compile_lazily(
    r"\d{1,6}\s?[-\u2013\u2014]\s?\d{1,6}\s?(?:\w{1,4}|/)\s?(?=\d)"
    rf"|(?<!\w)(?:{alternatives('page', 'pages')})\s*:?\s*\d+(?:\D{{1,6}}\d+)?"
    rf"|\d{{1,6}}\s?(?:{alternatives('of_total')})\s?(?=\d)",
    re.IGNORECASE,
)

# Separate counts of top-level comments and replies.
_COMMENTS_AND_REPLIES = compile_lazily(r"^\W*(\d{1,7}) comments?\W{1,5}(\d{1,7}) repl(?:y|ies)\b", re.IGNORECASE)

# Elements between a heading and the first comment that it may be about.
_HEADING_DISTANCE = 60

# Elements in a line that counts comments.
_MAX_LINE_ELEMENTS = 8

# Characters: a line about the comments has fewer.
_LINE_CHARS = 120

# Siblings that are searched for the type of an interaction.
_MAX_SIBLINGS = 20
_NO_WORDS, _ONE_WORDS = word_set("no_number"), word_set("number_one")


def declared_count(regions: Sequence[Region], title: str | None = None, url: str | None = None) -> int | None:
    """The number of comments in the heading over them, the sum of several headings; else the one declared elsewhere.

    A number in the article's title, which such headings often repeat, does not count. `url` is the page's.
    """
    outside = regions[0]
    counts: list[int] = []
    before = 0
    for index in _list_starts(regions):
        elements = reversed(outside.elements[max(before, index - _HEADING_DISTANCE) : index])
        counts.extend(_numbers(outside, elements, title))
        before = index
    if counts:
        return sum(counts)
    candidates = _with_comments(regions, title, url) if len(regions) > 1 else _without_comments(outside, title, url)
    return next((count for count in candidates if count is not None), None)


def shown_count(outside: Region, selectors: Selectors) -> int | None:
    """The number in the last of the selected elements that has one, or in its selected attribute."""
    texts = (
        (attribute(element, hit.attribute) or "") if hit.attribute else outside.text(element)
        for element in reversed(outside.elements)
        for hit in selectors.role_matches(element)
    )
    return next((count for count in map(read_count, texts) if count is not None), None)


def read_count(text: str) -> int | None:
    """The number that a text about comments begins with, also "no" or "one" in words, else the first number in it.

    Comments and replies that are counted apart are added. The number of an issue does not count, nor does a rounded
    one.
    """
    first = next(iter(text.split(maxsplit=1)), "").casefold()
    if first in _NO_WORDS:
        return 0
    if first in _ONE_WORDS:
        return 1
    text = _RANGE_OR_PAGE.sub(" ", text)
    if is_rounded_count(text):
        return None
    both = _COMMENTS_AND_REPLIES.match(text)
    if both:
        return int(both[1]) + int(both[2])
    number = _NUMBER.search(text)
    return int(re.sub(r"\D", "", number[0])) if number else None


def _with_comments(regions: Sequence[Region], title: str | None, url: str | None) -> Iterator[int | None]:
    """Counts declared elsewhere on a page with comments, the most reliable first."""
    outside, first = regions[0], regions[1].index_in_parent
    yield _linked_count(outside, url)
    yield _microdata_count(outside)
    near = _lines(outside, max(0, first - _HEADING_DISTANCE), first, title)
    yield _only_count(near, reviews=False)
    lines = _lines(outside, 0, len(outside.elements), title)
    yield _least_count(_line_counts(lines, reviews=False), len(regions) - 1)
    yield _only_count(near, reviews=True)
    yield _least_count(_line_counts(lines, reviews=True), len(regions) - 1)


def _without_comments(outside: Region, title: str | None, url: str | None) -> Iterator[int | None]:
    """Counts declared on a page without comments, the most reliable first."""
    yield next(_numbers(outside, iter(outside.elements), title), None)
    yield _linked_count(outside, url)
    yield _microdata_count(outside)
    counts = _line_counts(_lines(outside, 0, len(outside.elements), title), reviews=False)
    yield 0 if counts == {0} or any(map(_has_no_comments, outside.elements)) else None


def _list_starts(regions: Sequence[Region]) -> Iterator[int]:
    """The index of the beginning of each list of top-level comments, among the elements outside the comments."""
    last: Tag | None = None
    for region in regions[1:]:
        if region.parent is regions[0] and region.element.parent is not last:
            last = region.element.parent
            yield region.index_in_parent


def _numbers(outside: Region, elements: Iterator[Tag], title: str | None) -> Iterator[int]:
    """The number in the first heading about comments that has one, if any."""
    for element in elements:
        if element.name in _HEADING_ELEMENTS or "comments-title" in classes(element):
            text = _without(outside.text(element), title)
            is_about = _is_about_comments(element) or counted(text) or counted(text, reviews=True)
            count = read_count(text) if is_about else None
            if count is not None:
                yield count
                return


def _linked_count(outside: Region, url: str | None) -> int | None:
    """The number in the link to the comments, if all such links are to those of the page's own or of one article."""
    counts: dict[str, int] = {}
    for element in outside.named(("a",)):
        address = attribute(element, "href") or ""
        if not _COMMENTS_ANCHOR.search(address):
            continue
        label = outside.text(element) or attribute(element, "aria-label") or attribute(element, "title") or ""
        count = read_count(label)
        if count is not None:
            is_here = address.startswith("#") or (url is not None and address.partition("#")[0] == url)
            counts.setdefault("" if is_here else address, count)
    return counts.get("", next(iter(counts.values())) if len(counts) == 1 else None)


def _microdata_count(outside: Region) -> int | None:
    """The number in the page's microdata."""
    marked = (index for index, shape in enumerate(outside.signatures) if "itemprop" in shape.attributes)
    for element in map(outside.elements.__getitem__, marked):
        name = attribute(element, "itemprop")
        if name in ("commentCount", "reviewCount", "interactionCount", "userInteractionCount"):
            text = attribute(element, "content") or outside.text(element)
            if name in ("commentCount", "reviewCount") or "Comments" in text or _is_of_comments(element):
                return read_count(text)
    return None


def _is_of_comments(count: Tag) -> bool:
    """True if an interaction count is that of comments, by the interaction type among its siblings."""
    siblings = islice(count.parent.contents, _MAX_SIBLINGS) if count.parent is not None else ()
    return any(
        isinstance(each, Tag)
        and attribute(each, "itemprop") == "interactionType"
        and any("CommentAction" in (attribute(each, name) or "") for name in ("href", "content"))
        for each in siblings
    )


def _only_count(lines: Iterable[str], *, reviews: bool) -> int | None:
    """The number of comments in some lines, if all that have one agree."""
    counts = _line_counts(lines, reviews=reviews)
    return counts.pop() if len(counts) == 1 else None


def _line_counts(lines: Iterable[str], *, reviews: bool) -> set[int]:
    """The numbers of comments in some lines."""
    numbers = (counted(line, reviews=reviews) for line in lines)
    return {count for number in numbers if number and (count := read_count(number)) is not None}


def _lines(outside: Region, start: int, end: int, title: str | None) -> set[str]:
    """The short lines with an exact number among some elements, without the title of the page."""
    # Most elements have no figure in them: that is known for all of them sooner than the text of each.
    until = min(end + _MAX_LINE_ELEMENTS, len(outside.elements))
    figures = [*accumulate(map(_has_figure, outside.elements[start:until]), initial=0)]
    small = ((n, outside.ends[n]) for n in range(start, end) if outside.ends[n] - n <= _MAX_LINE_ELEMENTS)
    elements = (outside.elements[n] for n, behind in small if figures[behind - start] > figures[n - start])
    lines = {outside.text(element) for element in elements if element.name not in UNSHOWN}
    short = (line for line in lines if len(line) < _LINE_CHARS and _DIGIT.search(line))
    bare = (_RANGE_OR_PAGE.sub(" ", _without(line, title)) for line in short)
    return {line for line in bare if not is_rounded_count(line)}


def _has_figure(element: Tag) -> bool:
    """True if a string directly in an element has a figure."""
    return any(isinstance(child, NavigableString) and _DIGIT.search(child) for child in element.contents)


def _least_count(counts: Collection[int], found: int) -> int | None:
    """The number of comments that a page may have which shows so many; None if it might be one of several.

    The first of those that are shown may be the opening post, and count as none.
    """
    possible = {count for count in counts if count >= found - 1}
    shown = possible & {found, found - 1}
    return max(shown) if shown else (possible.pop() if len(possible) == 1 else None)


def _has_no_comments(element: Tag) -> bool:
    if _is_called_empty(element):
        return True
    if element.name in UNSHOWN:
        return False
    return any(
        type(child) is NavigableString and len(child) < _LINE_CHARS and is_no_comments_notice(child)
        for child in element.contents
    )


@cached_by_signature
def _is_called_empty(element: Tag) -> bool:
    return any(map(is_no_comments_name, classes(element)))


def _is_about_comments(element: Tag) -> bool:
    names = (name for each in enclosing(element, 4) for name in (attribute(each, "id") or "", *classes(each)))
    return any(map(_ABOUT_COMMENTS.search, names))


def _without(text: str, title: str | None) -> str:
    return text.replace(title, " ") if title else text
