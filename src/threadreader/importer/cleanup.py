"""Clean drafts of text that the site wrote into comments and no author did.

Running numbers before names and words; comments that were removed, and consist of a notice of that; the signatures of
phpBB 2 and its descendants, below a line of underscores; bylines in running text ("Comment by Ann - March 1, 2012 @
3:42 pm"), whose text around the name is the theme's: the same all over a page, and known from the lines with a linked
name.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, takewhile

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.draft import CommentDraft, LeaveOut
from threadreader.importer.html import MEDIA, UNSHOWN
from threadreader.importer.html.region import is_blank
from threadreader.importer.html.selector import classes
from threadreader.importer.html.tree import walk
from threadreader.importer.lexicon import is_bare_notice, is_removal_notice
from threadreader.lexicon import compile_lazily
from threadreader.model.thread import Kind, Status

# Nodes that are searched for the first text of a comment: pictures and empty elements before it are fewer.
_FIRST_TEXT_NODES = 12

# Parents that may hold nothing but the number: its link, emphasis, a span and a paragraph.
_MAX_NUMBER_PARENTS = 4

_NUMBERED = compile_lazily(r"#?(\d{1,5})[.):]?\s+(\S.*)", re.DOTALL)
_MIN_NUMBERED = 3  # two may begin with numbers that follow each other by chance


def strip_numbers(drafts: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The drafts; where the names are numbered consecutively, up or down, without the numbers."""
    names = [draft.author.strip() for draft in drafts if draft.author]
    matches = list(filter(None, map(_NUMBERED.fullmatch, names)))
    if len(matches) < max(_MIN_NUMBERED, len(names)):
        return drafts
    numbers = [int(match[1]) for match in matches]
    if not _are_running(numbers if numbers[0] < numbers[-1] else numbers[::-1]):
        return drafts
    named = iter(matches)
    return [replace(draft, author=next(named)[2]) if draft.author else draft for draft in drafts]


def _are_running(numbers: Sequence[int]) -> bool:
    return list(numbers) == list(range(numbers[0], numbers[0] + len(numbers)))


_NUMBER = compile_lazily(r"\s*#?(\d{1,5})\s*[.):]?\s*")


def strip_own_numbers(drafts: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The drafts; where most bodies begin with an element that holds their own running number, without these."""
    found: dict[int, tuple[Tag, int]] = {}
    for seen, draft in enumerate(drafts):
        if seen == _MIN_NUMBERED and not found:
            return drafts
        texts = list(islice(_first_texts(draft), 2))
        match = _NUMBER.fullmatch(texts[0]) if len(texts) > 1 else None
        tops = {id(draft.body[0])} if len(draft.body) == 1 else frozenset[int]()
        holder = _holder(texts[0], tops) if match else None
        # A paragraph is the author's own.
        if match and holder is not None and holder.name != "p":
            found[id(draft.element)] = holder, int(match[1])
    numbers = sorted(number for _, number in found.values())
    if len(numbers) < max(_MIN_NUMBERED, len(drafts) // 2 + 1) or not _are_running(numbers):
        return drafts
    return _without(drafts, {element: holder for element, (holder, _) in found.items()})


def _without(drafts: Sequence[CommentDraft], parts: Mapping[int, Tag]) -> Sequence[CommentDraft]:
    """The drafts, those whose element's `id()` has a part without that."""
    return [_leave_out(draft, parts[id(draft.element)]) if id(draft.element) in parts else draft for draft in drafts]


def _leave_out(draft: CommentDraft, part: Tag) -> CommentDraft:
    before = draft.leave_out
    return replace(draft, leave_out=lambda element: element is part or (before is not None and before(element)))


def _holder(text: NavigableString, tops: Container[int]) -> Tag | None:
    """The outermost element that holds nothing but a text, below the elements whose `id()` is in `tops`."""
    outer: Tag | None = None
    parent = text.parent
    for _ in range(_MAX_NUMBER_PARENTS):
        inner = text if outer is None else outer
        if parent is None or id(parent) in tops or not all(node is inner or is_blank(node) for node in parent.contents):
            break
        outer, parent = parent, parent.parent
    return outer


def _first_texts(draft: CommentDraft) -> Iterator[NavigableString]:
    """The text nodes at the beginning of a body."""
    for node in walk(draft.body, draft.leave_out, _FIRST_TEXT_NODES):
        if type(node) is NavigableString and node.strip():
            yield node


# Characters of the longest notice of removal; longer texts are somebody's words.
_MAX_NOTICE_CHARS = 150
# Nodes of a comment without words that are searched for a notice; bounds the time for a tag that is never closed.
_MAX_NOTICE_NODES = 200
# Words that are left of a comment where a notice of its removal is in place of the name, like "level 1".
_MAX_LEFT_WORDS = 3


def mark_removed(draft: CommentDraft, others: Container[int] = ()) -> CommentDraft:
    """The draft; with the status of a removed comment where its text is only a notice of removal, or empty.

    A notice may stand beside an empty body, though not in one of the `others`: elements of other comments, by their
    `id()`. Of somebody who is named it stays the words, where it is a sentence: it says who removed what. A notice in
    place of the name is nobody's.
    """
    if draft.author and _is_notice(draft.author):
        return _without_name(draft)
    if draft.status is not Status.PRESENT or draft.kind is not Kind.COMMENT or draft.has_content:
        return draft
    text = _short_text(draft.body, draft.leave_out)
    if not draft.author:
        is_removed = is_removal_notice(text) if text else text is not None and bool(draft.key)
        return replace(draft, status=Status.REMOVED, body=()) if is_removed else draft
    if text and is_removal_notice(text, has_author=True):
        return replace(draft, status=Status.REMOVED, body=() if is_bare_notice(text) else draft.body)
    notice = None if text or _has_own_words(draft) else _notice_near(draft, others)
    return replace(draft, status=Status.REMOVED, body=(notice,), leave_out=None) if notice is not None else draft


def _has_own_words(draft: CommentDraft) -> bool:
    """True if a comment has words beside its pictures that are no notice."""
    texts = list(islice(_first_texts(draft), 2))
    return len(texts) > 1 or any(not is_removal_notice(text, has_author=True) for text in texts)


_is_notice = lru_cache(maxsize=256)(is_removal_notice)


def _without_name(draft: CommentDraft) -> CommentDraft:
    """The draft without the notice in place of its name: of a comment that it is gone, or only of an account."""
    nameless = replace(draft, author=None)
    marked = mark_removed(nameless)
    if marked.status is not Status.PRESENT or draft.has_content or is_bare_notice(draft.author or ""):
        return marked
    text = _short_text(draft.body, draft.leave_out)
    is_gone = text is not None and len(text.split()) <= _MAX_LEFT_WORDS
    return replace(nameless, status=Status.REMOVED, body=()) if is_gone else marked


def _notice_near(draft: CommentDraft, others: Container[int]) -> Tag | None:
    """The element with a notice of removal, in that of a comment without words."""
    contents = draft.element.contents
    for node in walk(contents, lambda tag: id(tag) in others or tag.name in UNSHOWN, _MAX_NOTICE_NODES):
        if (
            type(node) is NavigableString
            and len(node) <= _MAX_NOTICE_CHARS
            and node.parent is not draft.element
            and is_removal_notice(node, has_author=True)
        ):
            return node.parent
    return None


def is_substantial(nodes: Sequence[PageElement], leave_out: LeaveOut | None) -> bool:
    """True if the nodes hold more than a short text, or media."""
    return _short_text(nodes, leave_out) is None


def _short_text(nodes: Sequence[PageElement], leave_out: LeaveOut | None) -> str | None:
    """The text of some nodes on one line, None if it is longer than a notice of removal or there are media."""
    pieces: list[str] = []
    size = 0

    def is_left_out(tag: Tag) -> bool:
        return tag.name in UNSHOWN or (tag.name not in MEDIA and leave_out is not None and leave_out(tag))

    for node in walk(nodes, is_left_out):
        if isinstance(node, Tag) and node.name in MEDIA:
            return None
        if type(node) is NavigableString:
            piece = node.strip()
            size += len(piece)
            if size > _MAX_NOTICE_CHARS:
                return None
            pieces.append(piece)
    return " ".join(" ".join(pieces).split())


_SIGNATURE_LINE = compile_lazily(r"^\s*_{17}\s*$")
_QUOTE_CLASSES = frozenset(("quote", "code", "quotecontent", "codecontent"))
# Nodes that are searched for a signature line; bounds the time for a comment that holds the rest of the page.
_MAX_NODES = 5_000

# An author may have drawn a single such line. If none of the first comments (the sample) has one, the others are not
# searched.
_MIN_SIGNED, _SIGNATURE_SAMPLE = 2, 30


def strip_signatures(drafts: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The drafts; where several have a signature line, without the line and all below it."""
    signed: list[CommentDraft] = []
    count = 0
    for index, draft in enumerate(drafts):
        if index == _SIGNATURE_SAMPLE and not count:
            return drafts
        body = strip_signature(draft.body)
        count += body is not draft.body
        signed.append(replace(draft, body=body) if body is not draft.body else draft)
    return signed if count >= _MIN_SIGNED else drafts


def strip_signature(body: Sequence[PageElement]) -> Sequence[PageElement]:
    """The nodes before the signature line; elements that contain the line are unwrapped."""
    line = _signature_line(body)
    if line is None:
        return body
    tops = {id(node) for node in body}
    before: list[Sequence[PageElement]] = []
    current: PageElement = line
    while id(current) not in tops and current.parent is not None:
        before.append(current.parent.contents[: _index(current.parent.contents, current)])
        current = current.parent
    before.append(body[: _index(body, current)])
    return [node for nodes in reversed(before) for node in nodes]


def _signature_line(body: Sequence[PageElement]) -> PageElement | None:
    """The signature line: the last one, for an author may draw such a line too, or quote one."""
    nodes = walk(body, lambda tag: not _QUOTE_CLASSES.isdisjoint(classes(tag)), _MAX_NODES)
    lines = [node for node in nodes if isinstance(node, NavigableString) and _SIGNATURE_LINE.match(node)]
    return lines[-1] if lines else None


def _index(nodes: Sequence[PageElement], node: PageElement) -> int:
    return next((index for index, each in enumerate(nodes) if each is node), 0)


_LEADING_SIGNS = compile_lazily(r"^[^\w\"'\u201c(]+")
_SEPARATORS = ("\u2014", "\u2013", "|", "\u00b7", "-", "@")


class Byline(Struct, frozen=True):
    """The text of a byline, and the name in it where the page marks it."""

    text: str
    name: str | None = None


class ParsedByline(Struct, frozen=True):
    """The parts of a byline: the text before the name, the name, and the text after it, with the time."""

    lead: str
    name: str
    rest: str


def parse_bylines(lines: Sequence[Byline]) -> list[ParsedByline]:
    """Split each byline by what those with a marked name have in common."""
    marked = [_split_at_name(line.text, line.name) for line in lines if line.name]
    leads = sorted({parted.lead for parted in marked}, key=len, reverse=True) or [_common_lead(lines)]
    shared = {separator for parted in marked if (separator := _separator(parted.rest))} or _common_word(marked)
    separators = tuple(shared) or _SEPARATORS
    return [
        _split_at_name(line.text, line.name) if line.name else _split(line.text, leads, separators) for line in lines
    ]


def _split_at_name(text: str, name: str) -> ParsedByline:
    lead, _, rest = text.partition(name)
    return ParsedByline(lead.strip(), name, rest.strip() if _separator(rest) else _LEADING_SIGNS.sub("", rest.strip()))


def _split(text: str, leads: Sequence[str], separators: Sequence[str]) -> ParsedByline:
    lead = next((lead for lead in leads if lead and text.startswith(lead + " ")), "")
    after = text[len(lead) :].strip()
    ends = [end for each in separators if (end := after.find(f" {each} ")) > 0]
    stop = min(ends, default=len(after))
    return ParsedByline(lead, after[:stop].strip(), after[stop:].strip())


def _common_word(marked: Sequence[ParsedByline]) -> set[str]:
    """The first word after the name if all of several bylines share it, like "on"."""
    words = {parted.rest.split(maxsplit=1)[0] for parted in marked if parted.rest}
    return words if len(words) == 1 and len(marked) > 1 and not any(map(str.isdigit, "".join(words))) else set()


def _common_lead(lines: Sequence[Byline]) -> str:
    """The longest run of whole words that all of several different bylines begin with."""
    texts = {line.text for line in lines}
    if len(texts) < 2:  # noqa: PLR2004 - of one line nothing is common
        return ""
    columns = zip(*(text.split() for text in texts), strict=False)
    return " ".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns))


def _separator(rest: str) -> str:
    """The separator of name and time: the first word of the rest if it has no letters or digits."""
    first = rest.split(maxsplit=1)[0] if rest.strip() else ""
    return "" if any(map(str.isalnum, first)) else first
