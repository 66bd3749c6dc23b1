"""Saving and restoring the position and the folds of a session, also in another save of the page."""

from collections.abc import Iterator
from itertools import accumulate

from msgspec.structs import replace

from threadreader.model.stored_thread import Progress, Skeleton, progress_label
from threadreader.session.outline import BY_TIME, Outline, in_order_of_writing
from threadreader.session.panes import ArticleView, ReplyView
from threadreader.session.state import ReadState
from threadreader.session.viewport import Spot

_ORDER_KEY = "order"


def save_position(skeleton: Skeleton, replies: ReplyView, article: ArticleView) -> Progress:
    """The position of both panes, and the folds, as progress."""
    ids = skeleton.ids
    block, line = article.window.top.item, article.window.top.line
    if not len(skeleton):
        return Progress(article=(block, line))
    top, choice = replies.window.top, replies.outline.choice
    return Progress(
        cursor=ids[replies.cursor],
        line=replies.cursor_anchor().spot.line,
        folded=frozenset(ids[index] for index in replies.outline.folded),
        top=ids[top.item],
        top_line=top.line,
        article=(block, line),
        progress_label=progress_label(skeleton, replies.cursor),
        view={_ORDER_KEY: BY_TIME} if choice and choice.title == BY_TIME else {},
    )


def with_initial_folds(skeleton: Skeleton, progress: Progress, opens: str) -> Progress:
    """Progress with the folds of the setting `opens`.

    "top" opens the top level, until the thread was read for the first time; "new" opens branches with unread replies.
    """
    if opens == "new":
        folded = frozenset(_without_unread(skeleton, ReadState(skeleton, progress)))
    elif opens == "top" and progress.cursor is None:
        folded = Outline(skeleton).fold_below(1).folded
    else:
        return progress
    return replace(progress, folded=frozenset(skeleton.ids[index] for index in folded))


def _without_unread(skeleton: Skeleton, state: ReadState) -> Iterator[int]:
    """The outermost branches that have replies and nothing unread."""
    unread = [0, *accumulate(map(state.is_unread, range(len(skeleton))))]
    index = 0
    while index < len(skeleton):
        end = index + skeleton.sizes[index]
        done = end - index > 1 and unread[end] == unread[index]
        if done:
            yield index
        index = end if done else index + 1


def restore_folds(skeleton: Skeleton, replies: ReplyView, progress: Progress) -> None:
    """Restore folds, muted branches, and the order by time."""
    position = skeleton.position
    folds = [position[comment] for comment in progress.folded | progress.muted if comment in position]
    if folds:
        replies.fold(folds)
    if progress.view.get(_ORDER_KEY) == BY_TIME and len(skeleton):
        replies.choose(in_order_of_writing(skeleton))


def restore_position(skeleton: Skeleton, replies: ReplyView, article: ArticleView, progress: Progress) -> None:
    """Restore the position of both panes.

    Where the window's first comment is gone, or the window is now too small for the cursor's below it, that stands at
    the top.
    """
    article.window.top = Spot(*progress.article)
    article.window.settle()
    position = skeleton.position
    if progress.cursor is None or progress.cursor not in position:
        return
    replies.go(position[progress.cursor])
    top, here = position.get(progress.top) if progress.top else None, Spot(replies.cursor, progress.line)
    if top is not None and replies.outline.is_visible(top):
        replies.window.put(Spot(top, progress.top_line), 0)
        if replies.window.row_of(here) is not None:
            return
    replies.window.put(here, 0)
