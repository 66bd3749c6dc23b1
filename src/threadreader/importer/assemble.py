"""Assemble drafts into a thread: clean names, times and bodies, unique ids, linked parents, comments in pre-order.

Any list of drafts gives a thread with every one of them in it once. All of it is linear, without recursion.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from bs4 import Tag
from msgspec import Struct, field
from msgspec.structs import replace

from threadreader.importer.blocks import to_blocks
from threadreader.importer.blocks.credits import common_lines, names_on_page, strip_lines, strip_signature
from threadreader.importer.blocks.inline import link
from threadreader.importer.cleanup import mark_removed, strip_numbers, strip_own_numbers
from threadreader.importer.dates import Dates
from threadreader.importer.dates.formats import parse_machine_time
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, Evidence
from threadreader.importer.html.region import stripped_strings
from threadreader.lexicon import compile_lazily
from threadreader.model.addresses import absolute_url, page_address
from threadreader.model.blocks import Blocks, text
from threadreader.model.page import Note, parent_note
from threadreader.model.text import Moment, clean_line, fold_space, parse_iso
from threadreader.model.thread import (
    ROOT,
    Article,
    Author,
    Comment,
    CommentId,
    Status,
    Thread,
    break_cycles,
    derived_id,
    pre_order,
)

_UNTITLED = "Untitled page"
# Comments that are looked at for lines that all have alike: enough to tell, and few on a large page.
_SAMPLE = 40


class _Entry(Struct):
    """A comment that has no parent yet.

    `draft` is None for a comment that is referred to and not in the file. `body` is None until it is made.
    """

    draft: CommentDraft | None
    id: CommentId
    author: Author | None = None
    posted_at: Moment | None = None
    body: Blocks | None = None


class _Ids(Struct):
    """Ids in use; each is given once."""

    given: set[str] = set()
    numbers: defaultdict[str, int] = field(default_factory=lambda: defaultdict(lambda: 1))

    def give(self, wanted: str) -> CommentId:
        """The wanted id, with a number appended where it is taken."""
        result = wanted
        while result in self.given:
            self.numbers[wanted] += 1
            result = f"{wanted}-{self.numbers[wanted]}"
        self.given.add(result)
        return CommentId(result)


class ThreadBuilder:
    """Builder of a thread from an adapter's draft: all of it at once but the bodies of comments, which take longest.

    Of these the first 40 are made at once, to find lines that all have alike, and those of comments without a key.
    `thread` has comments without bodies, `notes` are on all but these, and `evidence` is that for the parent of each
    reply. `saved_at`: when the page was saved, for relative times. The draft of an export is taken as it is.
    """

    def __init__(self, draft: Draft, document: Document, saved_at: datetime | None = None) -> None:
        dated: list[CommentDraft | ArticleDraft] = [*draft.comments]
        dated.insert(0 if draft.opened else len(dated), draft.article)
        shown = (time for each in dated for time in (each.when_text, each.when))
        self._base = document.base or document.url
        self._own_address = page_address(document.url)
        self._dates = Dates(document.language, saved_at, shown, draft.article.when)
        self._is_export = draft.is_export
        self._notes: list[Note] = []
        self._ids = _Ids()
        self.evidence: dict[CommentId, Evidence] = {}
        names = (each.author for each in draft.comments if each.author)
        self._is_name = names_on_page((*names, *(name for name, _ in draft.article.authors)))
        article = self._article(draft.article)
        drafts: Sequence[CommentDraft] = _distinct(draft.comments)
        if not draft.is_export:
            elements = {id(each.element) for each in draft.comments}
            drafts = strip_own_numbers(strip_numbers([mark_removed(each, elements) for each in drafts]))
        # One that several comments have leads to the form below them.
        self._shared = {link for link, count in Counter(each.permalink for each in drafts).items() if count > 1}
        self._entries, parents = self._order(drafts)
        self._common = frozenset[str]() if draft.is_export else self._common_lines()
        self._op = None if draft.is_export else _op(article, drafts)
        self.thread = Thread(article, tuple(map(self._comment, self._entries, parents)))
        self.notes = tuple(self._notes)

    def comments(self, start: int, end: int) -> tuple[tuple[Comment, ...], tuple[Note, ...]]:
        """The comments from `start` to before `end` with their bodies, and the notes on these bodies."""
        count = len(self._notes)
        pairs = zip(self.thread.comments[start:end], self._entries[start:end], strict=True)
        comments = tuple([comment.with_body(self._body(entry)) for comment, entry in pairs])
        return comments, tuple(self._notes[count:])

    def _article(self, draft: ArticleDraft) -> Article:
        """The article; its title is never empty."""
        discussed = absolute_url(draft.link, self._base)
        return Article(
            title=clean_line(draft.title or "") or _UNTITLED,
            body=self._blocks(draft, "article"),
            authors=tuple(filter(None, (self._author(name, url) for name, url in draft.authors))),
            published_at=_certain_time(self._moment(draft)),
            link=None if page_address(discussed) == self._own_address else discussed,
        )

    def _order(self, drafts: Sequence[CommentDraft]) -> tuple[list[_Entry], list[CommentId | None]]:
        """The entries in pre-order, and the id of each one's parent."""
        entries = [self._entry(draft) for draft in drafts]
        parents = self._parents(entries)
        for index in break_cycles(parents):
            self._notes.append(Note(entries[index].id, "is its own ancestor; shown as top-level"))
        order = list(pre_order(parents, len(drafts)))
        parent_ids = [None if parents[index] == ROOT else entries[parents[index]].id for index in order]
        return [entries[index] for index in order], parent_ids

    def _entry(self, draft: CommentDraft) -> _Entry:
        author = None if draft.status is Status.MISSING else self._author(draft.author, _author_url(draft))
        posted_at = self._moment(draft)
        key = clean_line(draft.key).replace(" ", "-") if draft.key else ""
        if key:
            return _Entry(draft, self._id(key, key), author, posted_at)
        body = self._make_body(draft, draft.author or "a comment")
        name, when = author.name if author else "", posted_at.text if posted_at else ""
        return _Entry(draft, self._id(derived_id(name, when, text(body)), key), author, posted_at, body)

    def _body(self, entry: _Entry) -> Blocks:
        """The body of a comment."""
        body = entry.body
        if body is None:
            body = self._make_body(entry.draft, entry.id) if entry.draft else ()
        if self._is_export:
            return body
        return strip_lines(body, self._common, entry.author.name if entry.author else "")

    def _common_lines(self) -> frozenset[str]:
        """The lines that the first comments begin and end with alike."""
        sample = [entry for entry in self._entries if entry.draft and entry.draft.status is Status.PRESENT][:_SAMPLE]
        for entry in sample:
            if entry.body is None and entry.draft is not None:
                entry.body = self._make_body(entry.draft, entry.id)
        return common_lines([(entry.author.name if entry.author else "", entry.body or ()) for entry in sample])

    def _make_body(self, draft: CommentDraft, subject: str) -> Blocks:
        return () if draft.status is Status.MISSING else self._blocks(draft, subject)

    def _id(self, wanted: str, key: str) -> CommentId:
        given = self._ids.give(wanted)
        if key and given != key:
            self._notes.append(Note(given, f"another comment has the id {key} too"))
        return given

    def _comment(self, entry: _Entry, parent_id: CommentId | None) -> Comment:
        """A comment without its body."""
        draft = entry.draft
        if draft is None:
            return Comment(id=entry.id, parent_id=parent_id, author=None, body=(), status=Status.MISSING)
        if parent_id is not None and draft.parent_evidence:
            self.evidence[entry.id] = draft.parent_evidence
        return Comment(
            id=entry.id,
            parent_id=parent_id,
            author=entry.author,
            body=(),
            posted_at=entry.posted_at,
            permalink=self._permalink(draft),
            by_op=draft.by_op or (entry.author is not None and entry.author.name == self._op),
            kind=draft.kind,
            status=draft.status,
            score=draft.score,
        )

    def _permalink(self, draft: CommentDraft) -> str | None:
        is_own = self._is_export or draft.permalink not in self._shared
        return link(draft.permalink, self._base) if is_own and draft.permalink != _author_url(draft) else None

    def _blocks(self, draft: ArticleDraft | CommentDraft, subject: str) -> Blocks:
        try:
            blocks = to_blocks(
                draft.body,
                self._base,
                draft.leave_out,
                pictures_lead=isinstance(draft, CommentDraft),
                is_name=self._is_name,
                is_export=self._is_export,
            )
        except ValueError as problem:
            self._notes.append(Note(clean_line(subject), f"its text could not be read ({problem})"))
            return ()
        name = draft.author if isinstance(draft, CommentDraft) else next((name for name, _ in draft.authors), None)
        return strip_signature(blocks, name) if name and not self._is_export else blocks

    def _author(self, name: str | None, url: str | None) -> Author | None:
        cleaned = clean_line(name or "")
        if not self._is_export:
            cleaned = cleaned.rstrip(",:").strip()
        return Author(cleaned, link(url, self._base)) if cleaned else None

    def _moment(self, draft: ArticleDraft | CommentDraft) -> Moment | None:
        if self._is_export:
            at = parse_machine_time(draft.when) if draft.when else None
            words = clean_line(draft.when or draft.when_text or "")
            return Moment(words, at) if words else None
        return self._dates.read(draft.when_text, draft.when)

    def _parents(self, entries: list[_Entry]) -> list[int]:
        """The index of each comment's parent; a parent that is not in the file gets an entry of its own at the end."""
        by_key: dict[str, int] = {}
        by_element: dict[int, int] = {}
        for index, draft in enumerate(map(_draft_of, entries)):
            by_element[id(draft.element)] = index
            if draft.key is not None:
                by_key.setdefault(draft.key, index)
        parents = [self._parent(entries, index, by_key, by_element) for index in range(len(entries))]
        return parents + [ROOT] * (len(entries) - len(parents))

    def _parent(self, entries: list[_Entry], index: int, by_key: dict[str, int], by_element: dict[int, int]) -> int:
        draft, child = _draft_of(entries[index]), entries[index].id
        if draft.parent_key is not None:
            if draft.parent_key not in by_key:
                by_key[draft.parent_key] = len(entries)
                entries.append(_Entry(None, self._missing(draft.parent_key, child)))
            return by_key[draft.parent_key]
        if draft.parent_element is None:
            return ROOT
        parent = by_element.get(id(draft.parent_element))
        if parent is None:
            self._notes.append(Note(child, "its parent is missing"))
        return ROOT if parent is None else parent

    def _missing(self, key: str, child: CommentId) -> CommentId:
        given = self._ids.give(clean_line(key).replace(" ", "-") or "missing")
        self._notes.append(parent_note(child, given))
        return given


_TELLING = 40
"""Words of so many characters are not said again at the same time; shorter ones are where the minute is known."""

_MINUTE = compile_lazily(r"\d:\d\d")
_ANCHOR = compile_lazily(r"#\D*\d+\Z")


def _distinct(drafts: Sequence[CommentDraft]) -> list[CommentDraft]:
    """One draft per element, and one of those that pages hold twice: of the same id, or time, author and words.

    Pages show the best answers again above all. That which is kept has a parent, or stands among more others.
    """
    by_element: dict[int, CommentDraft] = {}
    by_name: dict[object, CommentDraft] = {}
    words: dict[int, str] = {}
    again: dict[int, Tag] = {}
    siblings = Counter(id(draft.element.parent) for draft in drafts)

    def rank(draft: CommentDraft) -> tuple[bool, int]:
        return draft.parent_evidence is not None, siblings[id(draft.element.parent)]

    for each in drafts:
        draft, names = each, _names(each)
        first = next((by_name[name] for name in names if name in by_name), draft)
        is_other = first.element is not draft.element and _may_be_same(first, draft)
        if is_other and id(first.element) not in words:
            words[id(first.element)] = _words(first)
        if is_other and _is_again(first, draft, words[id(first.element)], again):
            if rank(draft) > rank(first):
                by_element.pop(id(first.element), None)
                names += _names(first)
                first, draft = draft, first
                by_element[id(first.element)] = first
                by_name.update(dict.fromkeys(names, first))
                words[id(first.element)] = words[id(draft.element)]
            again[id(draft.element)] = first.element
        else:
            by_element.setdefault(id(draft.element), draft)
            first = draft
        for name in names:
            by_name.setdefault(name, first)
    if not again:
        return list(by_element.values())
    return [replace(draft, parent_element=_kept(draft.parent_element, again)) for draft in by_element.values()]


def _names(draft: CommentDraft) -> list[object]:
    """Keys that only the same comment has again: its address, its id, and its writer with its time."""
    when = draft.when or draft.when_text
    names = (*_addresses(draft), (draft.author, when) if draft.author and when else None)
    return [name for name in names if name]


def _addresses(draft: CommentDraft) -> tuple[str | None, str | None, str | None]:
    """The name of its place on the page, its id and any other address of a comment, the surest first.

    What is shown again has the address of the place where it stands, and an id of its own.
    """
    anchor = draft.permalink if draft.permalink and _ANCHOR.search(draft.permalink) else None
    return anchor, draft.key, draft.permalink


def _is_again(one: CommentDraft, two: CommentDraft, words: str, again: Mapping[int, Tag]) -> bool:
    """True if a comment says the same as one of its name; without an id, where that is not said by chance.

    Of those that stand side by side, or answer somebody each, each was written: who sent one twice has two. `again`
    gives the kept ones of those that are already known to be held twice.
    """
    if not words or words != _words(two):
        return False
    both = next(filter(all, zip(_addresses(one), _addresses(two), strict=True)), None)
    if both is not None:
        return both[0] == both[1]
    is_telling = len(words) >= _TELLING or _MINUTE.search(two.when or two.when_text or "")
    answered = [_kept(each.parent_element, again) for each in (one, two)]
    answer_two = one.parent_evidence and two.parent_evidence and answered[0] is not answered[1]
    are_siblings = one.element.parent is two.element.parent or answer_two
    return bool(is_telling) and not are_siblings


def _kept(element: Tag | None, again: Mapping[int, Tag]) -> Tag | None:
    """The element that is kept of those of one comment: the first, or that for which the first was given up."""
    for _ in range(2):
        element = again.get(id(element), element)
    return element


def _may_be_same(one: CommentDraft, two: CommentDraft) -> bool:
    """True if two comments of one id are of one author, whom one of them may lack; of nobody, they have one time."""
    if one.author or two.author:
        return not (one.author and two.author) or one.author == two.author
    return one.when_text is not None and one.when_text == two.when_text


def _words(draft: CommentDraft) -> str:
    return fold_space(" ".join(stripped_strings(draft.body, draft.leave_out)))


def _op(article: Article, drafts: Sequence[CommentDraft]) -> str | None:
    """The name of the article's one author, None of several, or where the page marks its words itself.

    A name that most comments have is that of nobody: what a board calls all of its writers.
    """
    if len(article.authors) != 1 or any(draft.by_op for draft in drafts):
        return None
    (author,) = article.authors
    same = sum(clean_line(draft.author or "") == author.name for draft in drafts)
    return author.name if 2 * same <= len(drafts) else None


def _draft_of(entry: _Entry) -> CommentDraft:
    assert entry.draft is not None, "entries without a draft have no parent to look for"
    return entry.draft


def _author_url(draft: CommentDraft) -> str | None:
    """The link of the author's name, unless it leads to the comment itself."""
    url = draft.author_url
    return None if url and "#" in url and url == draft.permalink else url


def _certain_time(moment: Moment | None) -> Moment | None:
    """A time with its ISO 8601 form as its text, None where the page gives no certain time."""
    iso = moment.iso if moment else None
    return parse_iso(iso, iso) if iso else None
