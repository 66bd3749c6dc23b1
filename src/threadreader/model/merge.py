"""Merge of saves into one thread: the pages of a paginated thread, and newer and older saves of each.

Nothing is lost: the newest text of each comment wins, and a comment that a newer save no longer has keeps its position.

News of a newer save are what is new, edited and gone, as far as both saves could show it. A file that is cut off, one
page of several, another theme and a dump of the text show less of a page than is there, or show it in other words: what
a save could not show is no news.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from threadreader.model.page import CUT, PAGE, Changes, Note, count_note, parent_note
from threadreader.model.quote import QuoteIndex
from threadreader.model.renames import with_distinct_ids, with_same_ids, words_of
from threadreader.model.save import ParsedPage
from threadreader.model.thread import ROOT, Article, Author, Comment, CommentId, Status, Thread, break_cycles, pre_order


def merge_saves(saves: Sequence[ParsedPage]) -> ParsedPage:
    """Merge saves of the pages of one thread, its quotations not linked; of equally old ones the last is the newest."""
    pages = _Pages(with_distinct_ids(saves))
    work = _Joining()
    article = _article(pages)
    for parsed in pages.newest:
        work.add(parsed, article.authors)
    for parsed in pages.older:
        work.restore(parsed)
    thread = work.thread(article)
    newest_first = sorted(pages.newest, key=lambda parsed: parsed.save.taken_at, reverse=True)
    counts = (parsed.page.declared_count for parsed in newest_first)
    declared = next((count for count in counts if count is not None), None)
    files = tuple(sorted((parsed.save for parsed in saves), key=lambda file: file.taken_at))
    first = min(reversed(saves), key=lambda parsed: parsed.number)
    return replace(
        first,
        page=replace(first.page, title=article.title, declared_count=declared, saves=files),
        thread=thread,
        quotes=QuoteIndex(),
        notes=tuple(_notes(pages, thread, declared)),
        versions=replace(first.versions, linker=0),
        changes=Changes(*pages.arrived(), work.gone(pages)),
    )


class Comparison(Struct, frozen=True):
    """Two saves of a page, the older first, with one id for each comment, and the changes from the one to the other.

    Unlike the news of a thread they have all that one save shows and the other does not, also where that lacks a part.
    """

    before: ParsedPage
    after: ParsedPage
    changes: Changes

    @property
    def has_other_article(self) -> bool:
        """True if the words of the article are others."""
        before, after = (parsed.thread.article.text for parsed in (self.before, self.after))
        return before.split() != after.split()


def compare_saves(one: ParsedPage, other: ParsedPage) -> Comparison | None:
    """Compare two saves; None where they are of two pages of a thread, which have no comments in common."""
    rows = _Pages(with_distinct_ids((one, other))).by_number
    if len(rows) > 1:
        return None
    ((before, after),) = rows.values()
    # With the last comment of a file that is cut off, which is there in part.
    whole = {parsed.save: parsed.shown for parsed in (one, other)}
    had, has = ({**whole[parsed.save], **parsed.shown} for parsed in (before, after))
    gone = (each for each, old in before.shown.items() if _is_gone(old, has.get(each)))
    new = (each for each in after.shown if each not in had)
    return Comparison(before, after, Changes(frozenset(new), frozenset(find_edited(before, after)), frozenset(gone)))


def _is_gone(old: Comment, comment: Comment | None) -> bool:
    return comment is None or (comment.status is Status.REMOVED and old.status is Status.PRESENT)


class _Pages:
    """The saves by page number, the oldest of each page first."""

    def __init__(self, saves: Sequence[ParsedPage]) -> None:
        rows: defaultdict[int, list[ParsedPage]] = defaultdict(list)
        for parsed in sorted(saves, key=lambda parsed: parsed.save.taken_at):
            rows[parsed.number].append(parsed)
        self.by_number = {number: without_torn(with_same_ids(row[::-1])[::-1]) for number, row in sorted(rows.items())}
        newest = [row[-1] for row in self.by_number.values()]
        self.newest = newest[::-1] if _newest_first(newest) else newest

    @property
    def older(self) -> list[ParsedPage]:
        """The saves of pages of which there is a newer one, the newest first."""
        older = [parsed for row in self.by_number.values() for parsed in row[:-1]]
        return sorted(older, key=lambda parsed: parsed.save.taken_at, reverse=True)

    @property
    def last(self) -> int:
        """The greatest page number in the paging of the newest saves."""
        return max(parsed.last_number for parsed in self.newest)

    def arrived(self) -> tuple[frozenset[CommentId], frozenset[CommentId]]:
        """The comments that are new in the newest saves, and those that are edited."""
        saves = [parsed for row in self.by_number.values() for parsed in row]
        first: dict[CommentId, ParsedPage] = {}
        for parsed in sorted(saves, key=lambda parsed: parsed.save.taken_at):
            for comment_id in parsed.shown:
                first.setdefault(comment_id, parsed)
        new: set[CommentId] = set()
        edited: set[CommentId] = set()
        for row in self.by_number.values():
            if len(row) > 1:
                edited.update(find_edited(row[-2], row[-1]))
                arrived: Iterable[CommentId] = find_new(row[-2], row[-1])
            else:
                arrived = row[0].shown if self._came_later(row[0]) else ()
            # What another page showed before was moved.
            new.update(comment_id for comment_id in arrived if first[comment_id] is row[-1])
        return frozenset(new), frozenset(edited)

    def _came_later(self, parsed: ParsedPage) -> bool:
        """True if a page did not exist yet at the previous saves of the others."""
        before = [row[-2] for row in self.by_number.values() if len(row) > 1]
        since = [row[-1].save.taken_at for row in self.by_number.values() if len(row) > 1]
        return (
            bool(before)
            and parsed.number > max(each.last_number for each in before)
            and parsed.save.taken_at >= min(since)
        )


class _Joining(Struct):
    """Merged comments as a linked list: a restored one is inserted after its predecessor in the older save."""

    comments: dict[CommentId, Comment] = {}
    referred: dict[CommentId, Comment] = {}
    """Placeholders of parents, which another save may have."""
    after: dict[CommentId | None, CommentId | None] = field(default_factory=lambda: {None: None})
    last: CommentId | None = None
    restored: set[CommentId] = set()
    in_part: set[CommentId] = set()
    """The comments of saves that lack a part of their page, and may lack a part of these."""

    def add(self, parsed: ParsedPage, authors: Sequence[Author]) -> None:
        """Append the comments of the next page, each once; `authors` are those of the article, wherever it is."""
        for comment in _by_op(parsed, authors):
            if comment.status is Status.MISSING:
                self.referred.setdefault(comment.id, comment)
            elif comment.id not in self.comments:
                self._insert(comment, self.last)
        if not is_whole(parsed):
            self.in_part |= parsed.shown.keys()

    def restore(self, parsed: ParsedPage) -> None:
        """Insert the comments that only an older save has, and restore the text of removed ones."""
        before = self._before(parsed)
        for comment in parsed.thread.comments:
            if comment.status is Status.MISSING:
                continue
            known = self.comments.get(comment.id)
            if known is None:
                self._insert(comment, before)
                self.restored.add(comment.id)
            elif known.status is Status.REMOVED and comment.status is Status.PRESENT:
                self.comments[comment.id] = replace(comment, parent_id=known.parent_id)
                self.restored.add(comment.id)
            else:
                self.comments[comment.id] = with_older(known, comment, in_part=comment.id in self.in_part)
            before = comment.id

    def thread(self, article: Article) -> Thread:
        """The merged thread, in pre-order."""
        ids = list(self._chain())
        present = len(ids)
        ids += [each for each in self.referred if each not in self.comments]
        comments = [self.comments.get(each) or self.referred[each] for each in ids]
        positions = {comment_id: position for position, comment_id in enumerate(ids)}
        parents = [ROOT if each.parent_id is None else positions[each.parent_id] for each in comments]
        # Two saves may disagree on parents, so that there is a cycle.
        deque(break_cycles(parents), maxlen=0)
        ordered = pre_order(parents, present)
        return Thread(article, tuple(_under(comments[at], parents[at], ids) for at in ordered))

    def gone(self, pages: _Pages) -> frozenset[CommentId]:
        """The comments that are gone from the page; none where a save is not whole, or a page of the thread lacks."""
        declared = max((parsed.page.declared_count or 0 for parsed in pages.newest), default=0)
        is_complete = len(pages.by_number) >= pages.last and all(map(is_whole, pages.newest))
        opened = any(parsed.opened for parsed in pages.newest)
        present = len(self.comments) - len(self.restored) + opened
        return frozenset(self.restored) if is_complete and declared <= present else frozenset()

    def _before(self, parsed: ParsedPage) -> CommentId | None:
        """The comment after which the first one of an older save belongs."""
        first = next((each.id for each in parsed.thread.comments if each.id in self.comments), None)
        if first is None:
            return self.last
        return next((before for before, after in self.after.items() if after == first), None)

    def _insert(self, comment: Comment, before: CommentId | None) -> None:
        self.comments[comment.id] = comment
        self.after[comment.id] = self.after[before]
        self.after[before] = comment.id
        if self.last == before:
            self.last = comment.id

    def _chain(self) -> Iterator[CommentId]:
        here = self.after[None]
        while here is not None:
            yield here
            here = self.after[here]


def _by_op(parsed: ParsedPage, authors: Sequence[Author]) -> Iterator[Comment]:
    """The comments, with `by_op` set on a page without the article, which does not know its authors."""
    unknowing = parsed.opened and not parsed.thread.article.authors
    for comment in parsed.thread.comments:
        yield replace(comment, by_op=True) if unknowing and comment.author in authors else comment


def _under(comment: Comment, parent: int, ids: Sequence[CommentId]) -> Comment:
    above = None if parent == ROOT else ids[parent]
    return comment if comment.parent_id == above else replace(comment, parent_id=above)


def _newest_first(newest: Sequence[ParsedPage]) -> bool:
    """True if each page lists its newest comment first though the pages are numbered from the oldest."""
    falling = rising = 0
    for parsed in newest:
        times = [time for time in _root_times(parsed) if time]
        falling += sum(after < before for before, after in pairwise(times))
        rising += sum(after > before for before, after in pairwise(times))
    firsts = [times[0] for times in map(_root_times, newest) if times]
    ahead = sum(after > before for before, after in pairwise(firsts))
    return falling > rising and 2 * ahead > len(firsts) - 1 > 0


def _root_times(parsed: ParsedPage) -> list[str]:
    roots = (comment.posted_at for comment in parsed.thread.comments if comment.parent_id is None)
    return [posted.iso for posted in roots if posted and posted.iso]


def _article(pages: _Pages) -> Article:
    """The newest article of the first page that has a body, else that of the first page.

    Of saves that lack a part of the page, the one with the most of the article counts.
    """
    rows = [[parsed for parsed in reversed(row) if parsed.thread.article.body] for row in pages.by_number.values()]
    row = next(filter(None, rows), None)
    if row is None:
        return next(iter(pages.by_number.values()))[-1].thread.article
    found, *older = row
    for parsed in older:
        article = found.thread.article
        is_fuller = is_beginning(article.text, parsed.thread.article.text)
        if not is_whole(found) and (is_fuller or is_whole(parsed)):
            found = parsed
    return found.thread.article


def _notes(pages: _Pages, thread: Thread, declared: int | None) -> Iterator[Note]:
    """Notes on the merged thread: those of its saves without what another save settles."""
    present = sum(comment.status is not Status.MISSING for comment in thread.comments)
    counted = count_note(declared, present, opened=any(parsed.opened for parsed in pages.newest))
    notes = dict.fromkeys(note for parsed in pages.newest for note in parsed.notes)
    outdated = {own_count(parsed) for parsed in pages.newest} | set(_answered(pages, thread))
    lacking = _lacking(sorted(pages.by_number), pages.last) if thread.comments else None
    first = [note for note in (counted, lacking) if note]
    yield from dict.fromkeys([*first, *(note for note in notes if note not in outdated)])


def _answered(pages: _Pages, thread: Thread) -> Iterator[Note]:
    """The notes on missing parents that another save has."""
    for parsed in pages.newest:
        for comment in parsed.thread.comments:
            parent = comment.parent_id
            if parent and thread.comments[thread.position[parent]].status is not Status.MISSING:
                yield parent_note(comment.id, parent)


def _lacking(numbers: Sequence[int], last: int) -> Note | None:
    """The note on the pages that no save is of."""
    spans = [(before + 1, after - 1) for before, after in zip([0, *numbers], [*numbers, last + 1], strict=True)]
    named = [f"{first}" if first == end else f"{first} to {end}" for first, end in spans if first <= end]
    if not named:
        return None
    listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return Note(PAGE, f"page{'' if listed.isdigit() else 's'} {listed} of {last:,} missing")


def is_whole(parsed: ParsedPage) -> bool:
    """True if nothing says that a save lacks a part of its page; of several pages each has fewer than all count."""
    counted = own_count(parsed) if parsed.last_number > 1 else None
    return all(note.where != PAGE or note == counted for note in parsed.notes)


def own_count(parsed: ParsedPage) -> Note | None:
    """The note on a save that counts more comments than it has."""
    return count_note(parsed.page.declared_count, len(parsed.shown), opened=parsed.opened)


def without_torn(saves: Sequence[ParsedPage]) -> tuple[ParsedPage, ...]:
    """The saves of a page without the last comment of a file that is cut off, where another save has it."""
    shown = Counter(comment_id for parsed in saves for comment_id in parsed.shown)
    return tuple(
        parsed.with_comments(parsed.thread.comments[:-1], ()) if _is_torn(parsed, shown) else parsed for parsed in saves
    )


def _is_torn(parsed: ParsedPage, shown: Mapping[CommentId, int]) -> bool:
    comments = parsed.thread.comments
    return Note(PAGE, CUT) in parsed.notes and bool(comments) and shown[comments[-1].id] > 1


def find_new(before: ParsedPage, after: ParsedPage) -> Iterator[CommentId]:
    """The comments that came since the save before; where that lacks some, only those that are known to be later."""
    # Of fewer pages each has more of the comments: those of another page before, which nobody may have saved.
    certainly = is_whole(before) and after.last_number >= before.last_number
    for comment in after.shown.values():
        if comment.id not in before.shown and (certainly or _is_later(comment, before.save.taken_at)):
            yield comment.id


def _is_later(comment: Comment, time: datetime) -> bool:
    posted = comment.posted_at.at if comment.posted_at else None
    if not isinstance(posted, datetime):
        return False
    return (posted if posted.tzinfo else posted.replace(tzinfo=UTC)) > time


def find_edited(before: ParsedPage, after: ParsedPage) -> Iterator[CommentId]:
    """The comments whose words are others than in the save before."""
    same_view = (before.save.adapter, before.save.container) == (after.save.adapter, after.save.container)
    is_torn, was_torn = not is_whole(after), not is_whole(before)
    for comment in after.shown.values():
        older = before.shown.get(comment.id)
        if older is None or comment.status is Status.REMOVED:
            continue
        old, new = older.text, comment.text
        if old.split() == new.split() or not old or not new:
            continue
        if not same_view and words_of(old) == words_of(new):
            # Marks, and what stands before the items of a list, are words in one view only.
            continue
        if not (is_torn and is_beginning(new, old)) and not (was_torn and is_beginning(old, new)):
            yield comment.id


def is_beginning(text: str, whole: str) -> bool:
    """True if the words of a text are the first ones of another that has more."""
    first, words = words_of(text), words_of(whole)
    return len(first) < len(words) and words.startswith(first)


def with_older(comment: Comment, older: Comment, *, in_part: bool) -> Comment:
    """A comment with what an older save shows of it and the newer one does not; that one may show a part of it."""
    is_fuller = not comment.body or (in_part and is_beginning(comment.text, older.text))
    body = older.body if is_fuller and comment.status is Status.PRESENT else comment.body
    posted_at = comment.posted_at or older.posted_at
    if body is comment.body and posted_at is comment.posted_at:
        return comment
    return replace(comment, body=body, posted_at=posted_at)
