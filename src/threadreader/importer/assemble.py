"""Drafts into a thread: names, times and bodies made clean, ids unique, parents found, comments put in order.

Any list of drafts gives a thread with every one of them in it once. All of it is linear, and nothing recurs.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from threadreader.importer.blocks import to_blocks
from threadreader.importer.blocks.attributes import link
from threadreader.importer.cleanup import withheld, without_calls, without_numbers
from threadreader.importer.dates import Dates
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, Evidence
from threadreader.model.blocks import Blocks, text
from threadreader.model.page import Note, parent_note
from threadreader.model.text import Moment, clean_line, parse_iso
from threadreader.model.thread import ROOT, Article, Author, Comment, CommentId, Status, Thread, break_rings, pre_order

_UNTITLED = "Untitled page"


class Assembled(NamedTuple):
    """A thread, what was odd about it, and by what each reply was told to be one."""

    thread: Thread
    notes: tuple[Note, ...]
    evidence: Mapping[CommentId, Evidence]


@dataclass(frozen=True, slots=True)
class Arranged:
    """A thread in which nobody says anything yet, since to make the words of large ones takes longest.

    Otherwise as `Assembled`.
    """

    thread: Thread
    notes: tuple[Note, ...]
    evidence: Mapping[CommentId, Evidence]
    _work: "_Assembly"
    _places: "Sequence[_Place]"

    def comments(self, start: int, end: int) -> tuple[tuple[Comment, ...], tuple[Note, ...]]:
        """The comments from one position to another, with their words, and what was odd about these."""
        before = len(self._work.notes)
        silent = zip(self.thread.comments[start:end], self._places[start:end], strict=True)
        found = tuple([comment.saying(self._work.body(place)) for comment, place in silent])
        return found, tuple(self._work.notes[before:])


def assemble(draft: Draft, document: Document, saved_at: datetime | None = None) -> Assembled:
    """The thread that an adapter found. `saved_at` is when the page was saved, for times like "2 days ago"."""
    arranged = arrange(draft, document, saved_at)
    comments, odd = arranged.comments(0, len(arranged.thread.comments))
    return Assembled(replace(arranged.thread, comments=comments), arranged.notes + odd, arranged.evidence)


def arrange(draft: Draft, document: Document, saved_at: datetime | None = None) -> Arranged:
    """The thread that an adapter found, as `assemble` gives it, but for the words of its comments."""
    dated: list[CommentDraft | ArticleDraft] = [*draft.comments, draft.article]
    shown = (said for each in dated for said in (each.when_text, each.when))
    work = _Assembly(document, Dates(document.language, saved_at, shown))
    article = work.article(draft.article)
    drafts = without_numbers([withheld(each) for each in _distinct(draft.comments)])
    places, parents = work.places(without_calls(drafts))
    thread = Thread(article, tuple(map(work.comment, places, parents)))
    return Arranged(thread, tuple(work.notes), work.evidence, work, places)


@dataclass(slots=True)
class _Place:
    """A comment before it has its parent. `draft` is where it came from, None for one that is only referred to.

    `body` is None as long as nobody asked for it.
    """

    draft: CommentDraft | None
    id: CommentId
    author: Author | None = None
    posted_at: Moment | None = None
    body: Blocks | None = None


@dataclass(slots=True)
class _Ids:
    """The ids given so far; none twice."""

    given: set[str] = field(default_factory=set)
    numbers: defaultdict[str, int] = field(default_factory=lambda: defaultdict(lambda: 1))

    def give(self, wanted: str) -> CommentId:
        """The id that is wanted, with a number where it is taken."""
        found = wanted
        while found in self.given:
            self.numbers[wanted] += 1
            found = f"{wanted}-{self.numbers[wanted]}"
        self.given.add(found)
        return CommentId(found)


@dataclass(slots=True)
class _Assembly:
    """One thread in the making."""

    document: Document
    dates: Dates
    notes: list[Note] = field(default_factory=list)
    ids: _Ids = field(default_factory=_Ids)
    evidence: dict[CommentId, Evidence] = field(default_factory=dict)

    def article(self, draft: ArticleDraft) -> Article:
        """The article; its title is never empty."""
        return Article(
            title=clean_line(draft.title or "") or _UNTITLED,
            body=self._blocks(draft, "article"),
            authors=tuple(filter(None, (self._author(name, url) for name, url in draft.authors))),
            published_at=_certain(self._moment(draft)),
        )

    def places(self, drafts: Sequence[CommentDraft]) -> tuple[list[_Place], list[CommentId | None]]:
        """The comments in pre-order, and whom each answers."""
        places = [self._place(draft) for draft in drafts]
        parents = self._parents(places)
        for place in break_rings(parents):
            self.notes.append(Note(places[place].id, "answers itself, through its own replies"))
        order = list(pre_order(parents, len(drafts)))
        answered = [None if parents[place] == ROOT else places[parents[place]].id for place in order]
        return [places[place] for place in order], answered

    def _place(self, draft: CommentDraft) -> _Place:
        author = None if draft.status is Status.MISSING else self._author(draft.author, _author_url(draft))
        posted_at = self._moment(draft)
        key = clean_line(draft.key).replace(" ", "-") if draft.key else ""
        if key:
            return _Place(draft, self._id(key, key), author, posted_at)
        body = self._words(draft, draft.author or "a comment")
        return _Place(draft, self._id(_made_id(author, posted_at, body), key), author, posted_at, body)

    def body(self, place: _Place) -> Blocks:
        """The words of a comment."""
        if place.body is not None:
            return place.body
        return self._words(place.draft, place.id) if place.draft else ()

    def _words(self, draft: CommentDraft, where: str) -> Blocks:
        return () if draft.status is Status.MISSING else self._blocks(draft, where)

    def _id(self, wanted: str, key: str) -> CommentId:
        given = self.ids.give(wanted)
        if key and given != key:
            self.notes.append(Note(given, f"another comment is called {key} too"))
        return given

    def comment(self, place: _Place, parent_id: CommentId | None) -> Comment:
        """A comment without its words."""
        draft = place.draft
        if draft is None:
            return Comment(id=place.id, parent_id=parent_id, author=None, body=(), status=Status.MISSING)
        if parent_id is not None and draft.told_by:
            self.evidence[place.id] = draft.told_by
        return Comment(
            id=place.id,
            parent_id=parent_id,
            author=place.author,
            body=(),
            posted_at=place.posted_at,
            permalink=None if draft.permalink == _author_url(draft) else link(draft.permalink, self._base),
            by_op=draft.by_op,
            kind=draft.kind,
            status=draft.status,
            score=draft.score,
        )

    @property
    def _base(self) -> str | None:
        return self.document.base or self.document.url

    def _blocks(self, draft: ArticleDraft | CommentDraft, where: str) -> Blocks:
        try:
            return to_blocks(draft.body, self._base, draft.leave_out, pictures_lead=isinstance(draft, CommentDraft))
        except ValueError as problem:
            self.notes.append(Note(clean_line(where), f"its text could not be read ({problem})"))
            return ()

    def _author(self, name: str | None, url: str | None) -> Author | None:
        cleaned = clean_line(name or "").rstrip(",:").strip()
        return Author(cleaned, link(url, self._base)) if cleaned else None

    def _moment(self, draft: ArticleDraft | CommentDraft) -> Moment | None:
        return self.dates.read(draft.when_text, draft.when)

    def _parents(self, places: list[_Place]) -> list[int]:
        """The place of each comment's parent; a parent that is not in the file gets a place of its own at the end."""
        by_key: dict[str, int] = {}
        by_element: dict[int, int] = {}
        for place, draft in enumerate(map(_draft_of, places)):
            by_element[id(draft.element)] = place
            if draft.key is not None:
                by_key.setdefault(draft.key, place)
        parents = [self._parent(places, place, by_key, by_element) for place in range(len(places))]
        return parents + [ROOT] * (len(places) - len(parents))

    def _parent(self, places: list[_Place], place: int, by_key: dict[str, int], by_element: dict[int, int]) -> int:
        draft, child = _draft_of(places[place]), places[place].id
        if draft.parent_key is not None:
            if draft.parent_key not in by_key:
                by_key[draft.parent_key] = len(places)
                places.append(_Place(None, self._missing(draft.parent_key, child)))
            return by_key[draft.parent_key]
        if draft.parent_element is None:
            return ROOT
        found = by_element.get(id(draft.parent_element))
        if found is None:
            self.notes.append(Note(child, "what it answers is no comment in this file"))
        return ROOT if found is None else found

    def _missing(self, key: str, child: CommentId) -> CommentId:
        given = self.ids.give(clean_line(key).replace(" ", "-") or "missing")
        self.notes.append(parent_note(child, given))
        return given


def _distinct(drafts: Iterable[CommentDraft]) -> list[CommentDraft]:
    """The same element found twice is one comment."""
    found: dict[int, CommentDraft] = {}
    for draft in drafts:
        found.setdefault(id(draft.element), draft)
    return list(found.values())


def _draft_of(place: _Place) -> CommentDraft:
    assert place.draft is not None, "places without a draft have no parent to look for"
    return place.draft


def _author_url(draft: CommentDraft) -> str | None:
    """Where the name leads, unless that is the comment itself."""
    url = draft.author_url
    return None if url and "#" in url and url == draft.permalink else url


def _made_id(author: Author | None, posted_at: Moment | None, body: Blocks) -> str:
    """An id for a comment that has none: of who wrote what and when, so that the next save gives the same."""
    words = "\0".join((author.name if author else "", posted_at.text if posted_at else "", text(body)))
    return "x" + hashlib.sha256(words.encode()).hexdigest()[:16]


def _certain(moment: Moment | None) -> Moment | None:
    """A time whose words are its ISO 8601 form, as an article has it; None where the page says no certain time."""
    iso = moment.iso if moment else None
    return parse_iso(iso, iso) if iso else None
