"""What a theme puts before every name or all words, and no writer wrote: numbers that count up, and "@Ann".

Comments that were taken away: what holds their place is empty, or says that, in words or in place of a name.

The line of underscores that phpBB 2 and what grew out of it put over a signature, in the words themselves.

Lines that say in running text who wrote a comment and when: "Comment by Ann - March 1, 2012 @ 3:42 pm".

The words around the name are the theme's, in any language, and the same all over the page: where a name is a link
they show themselves, and what they are there they are everywhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.draft import CommentDraft, LeaveOut
from threadreader.importer.html.region import is_blank
from threadreader.importer.html.selector import classes
from threadreader.importer.lexicon import says_gone
from threadreader.model.thread import Kind, Status

_NEARLY_ALL = 0.9
_SEVERAL = 2
_FIRST = 12
"""The first words of a comment stand in one of so many nodes."""

_AROUND = 4

_NUMBERED = re.compile(r"#?(\d{1,5})[.):]?\s+(\S.*)", re.DOTALL)
_FEWEST = 3


def without_numbers(drafts: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The drafts; where the names are numbered one after the other, without the numbers."""
    names = [draft.author.strip() for draft in drafts if draft.author]
    found = list(filter(None, map(_NUMBERED.fullmatch, names)))
    if len(found) < max(_FEWEST, len(names)):
        return drafts
    numbers = [int(each[1]) for each in found]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return drafts
    named = iter(found)
    return [replace(draft, author=next(named)[2]) if draft.author else draft for draft in drafts]


def without_calls(drafts: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The drafts; where nearly all replies call whom they answer before their words, without that."""
    replies = list(_replies(drafts))
    others = len(replies) - max(_SEVERAL, _NEARLY_ALL * len(replies))
    calls: dict[int, Tag] = {}
    for draft, name in replies:
        if others < 0:
            # In most threads, after a few replies: to look at all of a large one takes long.
            return drafts
        call = _call(draft, name)
        if call is None:
            others -= 1
        else:
            calls[id(draft.element)] = call
    if not calls or others < 0:
        return drafts
    return [_without(draft, calls[id(draft.element)]) if id(draft.element) in calls else draft for draft in drafts]


def _replies(drafts: Sequence[CommentDraft]) -> Iterator[tuple[CommentDraft, str]]:
    """The replies that have words, and who wrote what each answers."""
    by_key = {draft.key: draft for draft in drafts if draft.key is not None}
    by_element = {id(draft.element): draft for draft in drafts}
    for draft in drafts:
        parent = by_key.get(draft.parent_key) if draft.parent_key else by_element.get(id(draft.parent_element))
        if parent is not None and parent.author and draft.body:
            yield draft, parent.author


def _without(draft: CommentDraft, call: Tag) -> CommentDraft:
    before = draft.leave_out
    return replace(draft, leave_out=lambda tag: tag is call or (before is not None and before(tag)))


def _call(draft: CommentDraft, name: str) -> Tag | None:
    """The tag that holds nothing but the call at the beginning of the words."""
    first = next(islice(_shown(draft), 1), None)
    if first is None or not first.strip().startswith("@"):
        return None
    if first.strip().removeprefix("@").rstrip(" :,\uff1a\uff0c") != " ".join(name.split()):
        return None
    held: Tag | None = None
    here = first.parent
    if here is not None and here.name == "p":
        # A paragraph is the writer's own, as short as it may be.
        return None
    tops = {id(node) for node in draft.body}
    for _ in range(_AROUND):
        inside = first if held is None else held
        if here is None or id(here) in tops or not all(node is inside or is_blank(node) for node in here.contents):
            break
        held, here = here, here.parent
    return held


def _shown(draft: CommentDraft) -> Iterator[NavigableString]:
    """The pieces of text at the beginning of a comment."""
    stack: list[PageElement] = [*reversed(draft.body)]
    for _ in range(_FIRST):
        if not stack:
            return
        node = stack.pop()
        if isinstance(node, Tag):
            if not (draft.leave_out and draft.leave_out(node)):
                stack.extend(reversed(node.contents))
        elif type(node) is NavigableString and node.strip():
            yield node


_LONGEST = 150
"""No site says in as many characters that it has taken a comment away."""

_SEEN = frozenset(("img", "iframe", "video", "audio", "embed", "object", "picture", "svg"))
_UNSEEN = frozenset(("script", "style", "template"))


def withheld(draft: CommentDraft) -> CommentDraft:
    """The same draft; a removed comment where its words are only that it is one, or where there is nothing of it."""
    if draft.status is not Status.PRESENT or draft.kind is not Kind.COMMENT or draft.says_much or not _is_gone(draft):
        return draft
    author = None if draft.author and says_gone(draft.author) else draft.author
    return replace(draft, status=Status.REMOVED, body=(), author=author)


def says_much(nodes: Sequence[PageElement], leave_out: LeaveOut | None) -> bool:
    """Whether there are more than a few words in some nodes, or anything else to see."""
    return _few_words(nodes, leave_out) is None


def _is_gone(draft: CommentDraft) -> bool:
    words = _few_words(draft.body, draft.leave_out)
    if words is None:
        return False
    is_named = bool(draft.author) and not says_gone(draft.author or "")
    return says_gone(words, of_somebody=is_named) if words else bool(draft.key) and not is_named


def _few_words(nodes: Sequence[PageElement], leave_out: LeaveOut | None) -> str | None:
    """The words in some nodes on one line, None where there are more than a few, or anything else to see."""
    pieces: list[str] = []
    size = 0
    stack = [*reversed(nodes)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name in _SEEN:
                return None
            if node.name not in _UNSEEN and not (leave_out and leave_out(node)):
                stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            piece = node.strip()
            size += len(piece)
            if size > _LONGEST:
                return None
            pieces.append(piece)
    return " ".join(" ".join(pieces).split())


_LINE = re.compile(r"^\s*_{17}\s*$")
_QUOTING = frozenset(("quote", "code", "quotecontent", "codecontent"))
_LOOKED = 5_000
"""No post has so many nodes before its signature."""

_MIN_SIGNED, _SIGNATURE_SAMPLE = 2, 30
"""One line alone somebody may have drawn; where none of the first comments has any, the others are not looked at."""


def without_signatures(drafts: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The drafts; where several have such a line, without what is below it."""
    signed: list[CommentDraft] = []
    count = 0
    for place, draft in enumerate(drafts):
        if place == _SIGNATURE_SAMPLE and not count:
            return drafts
        body = without_signature(draft.body)
        count += body is not draft.body
        signed.append(replace(draft, body=body) if body is not draft.body else draft)
    return signed if count >= _MIN_SIGNED else drafts


def without_signature(body: Sequence[PageElement]) -> Sequence[PageElement]:
    """The nodes before the line; tags that the line is in are taken apart."""
    line = _line_in(body)
    if line is None:
        return body
    tops = {id(node) for node in body}
    before: list[Sequence[PageElement]] = []
    here: PageElement = line
    while id(here) not in tops and here.parent is not None:
        before.append(here.parent.contents[: _place(here.parent.contents, here)])
        here = here.parent
    before.append(body[: _place(body, here)])
    return [node for nodes in reversed(before) for node in nodes]


def _line_in(body: Sequence[PageElement]) -> PageElement | None:
    """The line over a signature: the last one, for a writer may draw a line too, and quote somebody who did."""
    stack = [*reversed(body)]
    line: PageElement | None = None
    for _ in range(_LOOKED):
        if not stack:
            break
        node = stack.pop()
        if isinstance(node, Tag):
            if _QUOTING.isdisjoint(classes(node)):
                stack.extend(reversed(node.contents))
        elif isinstance(node, NavigableString) and _LINE.match(node):
            line = node
    return line


def _place(nodes: Sequence[PageElement], node: PageElement) -> int:
    """Which of several nodes one is."""
    return next((at for at, each in enumerate(nodes) if each is node), 0)


_LEADING = re.compile(r"^[^\w\"'\u201c(]+")
_JOINTS = ("\u2014", "\u2013", "|", "\u00b7", "-", "@")


@dataclass(frozen=True, slots=True)
class Byline:
    """A whole line, and the name in it where the page marks it."""

    text: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Parted:
    """What a byline says: the words before the name, the name, and the words after it, where the time is."""

    lead: str
    name: str
    rest: str


def part_bylines(lines: Sequence[Byline]) -> list[Parted]:
    """Each line taken apart, by what the lines with a marked name have in common."""
    shown = [_part_at(line.text, line.name) for line in lines if line.name]
    leads = sorted({parted.lead for parted in shown}, key=len, reverse=True) or [_common_lead(lines)]
    joints = tuple({_joint(parted.rest) for parted in shown if _joint(parted.rest)} or _common_word(shown)) or _JOINTS
    return [_part_at(line.text, line.name) if line.name else _part(line.text, leads, joints) for line in lines]


def _part_at(text: str, name: str) -> Parted:
    lead, _, rest = text.partition(name)
    return Parted(lead.strip(), name, _LEADING.sub("", rest.strip()) if not _joint(rest) else rest.strip())


def _part(text: str, leads: Sequence[str], joints: Sequence[str]) -> Parted:
    lead = next((lead for lead in leads if lead and text.startswith(lead + " ")), "")
    after = text[len(lead) :].strip()
    places = [place for joint in joints if (place := after.find(f" {joint} ")) > 0]
    end = min(places, default=len(after))
    return Parted(lead, after[:end].strip(), after[end:].strip())


def _common_word(shown: Sequence[Parted]) -> set[str]:
    """The word that follows the name in all of several lines, like "on"."""
    words = {parted.rest.split(maxsplit=1)[0] for parted in shown if parted.rest}
    return words if len(words) == 1 and len(shown) > 1 and not any(map(str.isdigit, "".join(words))) else set()


def _common_lead(lines: Sequence[Byline]) -> str:
    """The whole words that all of several different lines begin with."""
    texts = {line.text for line in lines}
    if len(texts) < 2:  # noqa: PLR2004 - of one line nothing is common
        return ""
    columns = zip(*(text.split() for text in texts), strict=False)
    return " ".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns))


def _joint(rest: str) -> str:
    """What stands between name and time: the first word of the rest where it is a mark."""
    first = rest.split(maxsplit=1)[0] if rest.strip() else ""
    return "" if any(map(str.isalnum, first)) else first


def time_words(rest: str) -> str:
    """The words of the time, without the mark before them."""
    return _LEADING.sub("", rest).strip()
