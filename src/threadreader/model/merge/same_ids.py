"""One id for each comment in all saves of a thread."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from threadreader.model.renames import ThreadWords, find_renames
from threadreader.model.save import ParsedPage
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Comment, CommentId, Status, Thread, is_derived


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
