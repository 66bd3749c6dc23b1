"""Renames of comments: which comment of a thread is which in another reading of the same page.

The id of a comment that has none on its page is made of author, time and words, so a reading that finds a better name
gives another one; and an adapter that did not know the page before may know the page's own ids. What the reader did
hangs on ids, and belongs to words. Nothing here is quadratic in the comments, or recurses.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.annotation import Annotation
from threadreader.model.save import ParsedPage
from threadreader.model.stored_thread import Progress, Skeleton
from threadreader.model.thread import Comment, CommentId, Status, Thread, is_derived

# Two texts of one language that nothing joins have up to 0.6 of their characters in common, in order; one whose name,
# signature or quotation is read otherwise seldom less than this.
_MIN_SIMILARITY = 0.8
# Shorter texts ("Thanks!", "+1, I agree with you") are written by several people, and stand within longer ones.
_SHORT = 30
# Characters that are compared: enough to know a text by, and few for a thread whose every comment reads otherwise.
_COMPARED = 600
# Comments that may be more or fewer between two that are the same in both readings.
_SHIFT = 2


class ThreadWords(Struct, frozen=True):
    """A thread as far as its comments are told apart: `texts` are those of the comments, `article` is the article's."""

    skeleton: Skeleton
    texts: Sequence[str]
    article: str = ""

    @classmethod
    def of(cls, thread: Thread) -> Self:
        """The words of a whole thread."""
        return cls(Skeleton.of(thread), [comment.text for comment in thread.comments], thread.article.text)


class Renames(Struct, frozen=True):
    """Changes of ids from one reading to the next.

    `ids` has each comment that has another id now, under its old one; None if it is in the thread no more and another
    comment has its id. `fallbacks` has, for each comment that is no more, the nearest that was before it, or after.
    """

    ids: Mapping[CommentId, CommentId | None] = {}
    fallbacks: Mapping[CommentId, CommentId] = {}

    def __bool__(self) -> bool:
        return bool(self.ids or self.fallbacks)

    def renew(self, progress: Progress) -> Progress:
        """Progress in the old thread as one in the new: what hung on a comment hangs on it under its new id.

        A position in a comment that is no more goes to the nearest one.
        """
        moved = _translated(progress, self.ids)
        if progress.cursor and progress.cursor in self.fallbacks:
            moved = replace(moved, cursor=self.fallbacks[progress.cursor], line=0)
        if progress.top and progress.top in self.fallbacks:
            moved = replace(moved, top=self.fallbacks[progress.top], top_line=0)
        return moved

    def restore(self, progress: Progress) -> Progress:
        """Progress in the new thread as one in the old, for who has that open."""
        olds: dict[CommentId, CommentId | None] = dict.fromkeys(self.ids)
        olds.update((new, old) for old, new in self.ids.items() if new is not None)
        return _translated(progress, olds)


def _translated(progress: Progress, ids: Mapping[CommentId, CommentId | None]) -> Progress:
    """Progress with other ids; what hangs on a comment whose id becomes None is left out."""

    def all_of(comments: Iterable[CommentId]) -> frozenset[CommentId]:
        return frozenset(new for comment in comments if (new := ids.get(comment, comment)) is not None)

    bookmarks = (
        (letter, mark, mark.comment and ids.get(mark.comment, mark.comment)) for letter, mark in progress.marks.items()
    )
    return replace(
        progress,
        cursor=progress.cursor and ids.get(progress.cursor, progress.cursor),
        top=progress.top and ids.get(progress.top, progress.top),
        folded=all_of(progress.folded),
        seen=all_of(progress.seen),
        starred=all_of(progress.starred),
        muted=all_of(progress.muted),
        marks={letter: replace(mark, comment=now) for letter, mark, now in bookmarks if now or mark.comment is None},
        annotations={name: _moved(annotation, ids) for name, annotation in progress.annotations.items()},
    )


def _moved(annotation: Annotation, ids: Mapping[CommentId, CommentId | None]) -> Annotation:
    """An annotation on a comment under its other id; one whose comment is no more keeps the old one, and is listed."""
    owner = annotation.owner and (ids.get(annotation.owner, annotation.owner) or annotation.owner)
    return annotation if owner == annotation.owner else replace(annotation, owner=owner)


def find_renames(before: ThreadWords, after: ThreadWords) -> Renames:
    """The comments whose ids differ between two readings of one page, known by words, then by author, time and place.

    A comment is never taken for another one: where that is not certain it is gone. So is an opening post that is the
    article now, as it can hold no mark.
    """
    old, new = _Rows(before), _Rows(after)
    pairs = _Pairs(old, new)
    pairs.add_unchanged()
    pairs.add_same_words()
    pairs.add_similar()
    return pairs.renames()


class _Rows:
    """The article, as row 0, and the comments of a thread."""

    def __init__(self, words: ThreadWords) -> None:
        skeleton = words.skeleton
        self.ids: Sequence[CommentId | None] = (None, *skeleton.ids)
        self.names = ("", *skeleton.names)
        self.times = (None, *skeleton.times)
        self.texts = (words.article, *words.texts)
        self.rows = {comment: row for row, comment in enumerate(self.ids)}
        self._folded: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def folded(self, row: int) -> str:
        """The letters and digits of a text, in lower case; of one without any, all that is in it."""
        found = self._folded.get(row)
        if found is None:
            text = self.texts[row]
            found = words_of(text) or "".join(text.split())
            self._folded[row] = found
        return found

    def writer(self, row: int) -> tuple[str, str | None]:
        """Author and time."""
        return self.names[row], self.times[row]

    def moment(self, row: int) -> Hashable:
        """The time if it is one of the day, as few write in one minute, else author and time; None of neither."""
        name, time = self.writer(row)
        if time and "T" in time:
            return time
        return (name, time) if name else None


_NO_WORD = re.compile(r"[\W_]+")


def words_of(text: str) -> str:
    """The letters and digits of a text in lower case, with a space for all else between them."""
    return _NO_WORD.sub(" ", text.casefold()).strip()


class _Pairs:
    """Rows of two readings that are the same comment, each in one pair at most."""

    def __init__(self, old: _Rows, new: _Rows) -> None:
        self._old, self._new = old, new
        self._to_new: dict[int, int] = {}
        self._to_old: dict[int, int] = {}
        # A name that both readings have is no name that one of them read wrongly.
        self._known = set(old.names) & set(new.names) - {""}

    def add_unchanged(self) -> None:
        """Pair what has the same id and the same words, and the same author or time."""
        for old, new in self._same_ids():
            if self._old.texts[old] == self._new.texts[new] and self._have_same_writer(old, new):
                self._add(old, new)

    def add_same_words(self) -> None:
        """Pair what has the same words: by id, author and time where several have them, then by order."""
        rows, others = self._by_words(self._old, self._to_new), self._by_words(self._new, self._to_old)
        for words, olds in rows.items():
            news = others.get(words, [])
            if len(olds) == len(news) == 1 and len(words) >= _SHORT:
                self._add(olds[0], news[0])
            elif news:
                self._add_by(lambda rows, row: (rows.ids[row], rows.names[row]), olds, news)
                self._add_by(_Rows.writer, olds, news)
                self._add_by(lambda rows, row: rows.names[row], olds, news)
                self._add_by(lambda rows, row: rows.times[row], olds, news)
                self._add_by(lambda _rows, _row: None, olds, news)

    def add_similar(self) -> None:
        """Pair what has one id, one author and time, or one place, and words that are like each other.

        Words that were not read count as like any; and any do where two of the three are the same.
        """
        reasons: defaultdict[tuple[int, int], int] = defaultdict(int)
        for old, new, strength in self._candidates():
            reasons[old, new] += strength
        ranked = sorted((-self._likeness(*pair, strength), *pair) for pair, strength in reasons.items())
        for likeness, old, new in ranked:
            if likeness < 0 and self._are_free(old, new):
                self._add(old, new)

    def renames(self) -> Renames:
        """The renames that follow from the pairs."""
        ids: dict[CommentId, CommentId | None] = {}
        fallbacks: dict[CommentId, CommentId] = {}
        before: CommentId | None = None
        ahead: list[CommentId] = []
        for row, comment in enumerate(self._old.ids):
            now = self._new.ids[self._to_new[row]] if row in self._to_new else None
            if comment is None or now == comment:
                pass
            elif now is not None:
                ids[comment] = now
            else:
                if comment in self._new.rows:
                    ids[comment] = None
                if before is None:
                    ahead.append(comment)
                else:
                    fallbacks[comment] = before
            if comment is not None and now is not None:
                if before is None:
                    fallbacks.update(dict.fromkeys(ahead, now))
                before = now
        return Renames(ids, fallbacks)

    def _add(self, old: int, new: int) -> None:
        self._to_new[old], self._to_old[new] = new, old

    def _are_free(self, old: int, new: int) -> bool:
        return old not in self._to_new and new not in self._to_old

    def _are_two_people(self, old: int, new: int) -> bool:
        name, other = self._old.names[old], self._new.names[new]
        return name != other and name in self._known and other in self._known

    def _have_same_writer(self, old: int, new: int) -> bool:
        """True if two rows have the same author or the same time."""
        (name, time), (other, other_time) = self._old.writer(old), self._new.writer(new)
        return name == other or (time is not None and time == other_time)

    def _same_ids(self) -> Iterator[tuple[int, int]]:
        rows = self._new.rows
        return ((row, rows[comment]) for row, comment in enumerate(self._old.ids) if comment in rows)

    def _by_words(self, rows: _Rows, paired: Mapping[int, int]) -> Mapping[str, list[int]]:
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for row in range(len(rows)):
            if row not in paired and rows.folded(row):
                groups[rows.folded(row)].append(row)
        return groups

    def _add_by(self, key: Callable[[_Rows, int], Hashable], olds: Iterable[int], news: Iterable[int]) -> None:
        """Pair rows of the same words that have the same key, in order."""
        waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for new in news:
            if new not in self._to_old:
                waiting[key(self._new, new)].append(new)
        for old in olds:
            same = waiting.get(key(self._old, old))
            if old not in self._to_new and same and not self._are_two_people(old, same[0]):
                self._add(old, same.popleft())

    def _candidates(self) -> Iterator[tuple[int, int, int]]:
        """Free rows that may be the same comment, and the number of things besides the words that say so."""
        for old, new in self._same_ids():
            if self._are_free(old, new):
                yield old, new, 1 + self._have_same_writer(old, new)
        moments, others = self._by_moment(self._old, self._to_new), self._by_moment(self._new, self._to_old)
        yield from ((old, others[moment], 1) for moment, old in moments.items() if moment in others)
        last = len(self._old)
        start = 0
        while start < last:
            end = start
            while end < last and end not in self._to_new:
                end += 1
            if end > start:
                yield from self._by_position(start, end)
            start = end + 1

    def _by_moment(self, rows: _Rows, paired: Mapping[int, int]) -> Mapping[Hashable, int]:
        """The only free row of each moment."""
        free = [row for row in range(len(rows)) if row not in paired]
        counts = Counter(map(rows.moment, free))
        return {moment: row for row in free if (moment := rows.moment(row)) is not None and counts[moment] == 1}

    def _by_position(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The candidates for free rows, from where the paired ones around them are now."""
        first = self._to_new[start - 1] + 1 if start else 0
        last = self._to_new[end] if end < len(self._old) else len(self._new)
        is_whole = last - first == end - start and all(new not in self._to_old for new in range(first, last))
        for old in range(start, end):
            ahead, behind = first + old - start, last - (end - old)
            near = {here + step for here in (ahead, behind) for step in range(-_SHIFT, _SHIFT + 1)}
            for new in near:
                if 0 <= new < len(self._new) and new not in self._to_old and not self._are_two_people(old, new):
                    yield old, new, int(is_whole and new == ahead)

    def _likeness(self, old: int, new: int, strength: int) -> float:
        """The likeness of two rows, 0 if they may be different comments."""
        from rapidfuzz.distance import Indel

        one, two = sorted((self._old.folded(old), self._new.folded(new)), key=len)
        if one:
            compared = one[:_COMPARED], two[:_COMPARED]
            similar = Indel.normalized_similarity(*compared, score_cutoff=_MIN_SIMILARITY)
            if similar or (len(one) >= _SHORT and one in two):
                return strength + max(similar, _MIN_SIMILARITY)
        return strength / 2 if strength > int(bool(one)) else 0


def with_distinct_ids(pages: Sequence[ParsedPage]) -> tuple[ParsedPage, ...]:
    """The pages with distinct comment ids: one that two share gets the number of the later page as a suffix."""
    owners: dict[CommentId, tuple[int, Comment]] = {}
    renamed: dict[int, dict[CommentId, CommentId]] = {}
    for index in sorted(range(len(pages)), key=lambda index: pages[index].number):
        page = pages[index]
        for comment in page.thread.comments:
            if comment.status is Status.MISSING:
                continue
            number, other = owners.setdefault(comment.id, (page.number, comment))
            if number != page.number and not _is_same(comment, other):
                renamed.setdefault(index, {})[comment.id] = CommentId(f"{comment.id}-p{page.number}")
    return tuple(_rename(page, renamed[index]) if index in renamed else page for index, page in enumerate(pages))


def with_same_ids(saves: Iterable[ParsedPage]) -> tuple[ParsedPage, ...]:
    """The saves with one id for each comment; they come newest first.

    A page that is shown in another theme, or by another program, may have an id of its own for a comment in one save
    and none in another. The page's own is taken, else the newest.
    """
    known: dict[CommentId, Comment] = {}
    adapters: set[str] = set()
    own: dict[CommentId, CommentId] = {}
    renamed: list[ParsedPage] = []
    for parsed in saves:
        new_ids: dict[CommentId, CommentId] = {}
        is_other_reader = bool(adapters - {parsed.save.adapter})
        for before, after in _renames(parsed, known):
            if is_derived(after) and not is_derived(before):
                own[after] = before
            if is_other_reader or is_derived(before) or is_derived(after):
                new_ids[before] = after
        page = _rename(parsed, new_ids) if new_ids else parsed
        adapters.add(parsed.save.adapter)
        known = {**page.shown, **known}
        renamed.append(page)
    return tuple(_rename(page, own) if own else page for page in renamed)


def _renames(parsed: ParsedPage, known: Mapping[CommentId, Comment]) -> Iterator[tuple[CommentId, CommentId]]:
    """The comments of a save that are known under another id, with that; none that has an id of both."""
    here = parsed.shown
    if here.keys() <= known.keys() or known.keys() <= here.keys():
        return
    found = find_renames(_words(here.values()), _words(known.values()))
    for before, after in found.ids.items():
        if after is not None and before not in known and after not in here:
            yield before, after


def _words(comments: Iterable[Comment]) -> ThreadWords:
    shown = tuple(comments)
    skeleton = Skeleton(
        ids=tuple(comment.id for comment in shown),
        names=tuple(comment.author.name if comment.author else "" for comment in shown),
        times=tuple(comment.posted_at.iso if comment.posted_at else None for comment in shown),
    )
    return ThreadWords(skeleton, tuple(comment.text for comment in shown))


def _is_same(comment: Comment, other: Comment) -> bool:
    return (
        comment.author == other.author
        or (comment.posted_at is not None and comment.posted_at == other.posted_at)
        or comment.text == other.text
    )


def _rename(page: ParsedPage, new_ids: Mapping[CommentId, CommentId]) -> ParsedPage:
    comments = tuple(
        replace(
            comment,
            id=new_ids.get(comment.id, comment.id),
            parent_id=comment.parent_id and new_ids.get(comment.parent_id, comment.parent_id),
        )
        for comment in page.thread.comments
    )
    return replace(page, thread=Thread(page.thread.article, comments))
