"""Where a reader was, taken down and found again, also in another save of the page."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from threadreader.model.stored_thread import Progress, Skeleton, whereabouts
from threadreader.session.outline import BY_TIME, Outline, in_order_of_writing
from threadreader.session.panes import ArticleView, ReplyView
from threadreader.session.state import Kept
from threadreader.session.viewport import Spot

_ORDER = "order"


def place_in(skeleton: Skeleton, replies: ReplyView, article: ArticleView) -> Progress:
    """Where both panes stand, and what is folded."""
    ids = skeleton.ids
    block, line = article.window.top.item, article.window.top.line
    if not len(skeleton):
        return Progress(article=(block, line))
    top, choice = replies.window.top, replies.outline.choice
    return Progress(
        cursor=ids[replies.cursor],
        line=replies.standing().spot.line,
        folded=frozenset(ids[place] for place in replies.outline.folded),
        top=ids[top.item],
        top_line=top.line,
        article=(block, line),
        whereabouts=whereabouts(skeleton, replies.cursor),
        view={_ORDER: BY_TIME} if choice and choice.title == BY_TIME else {},
    )


def folded_at_first(skeleton: Skeleton, progress: Progress, opens: str) -> Progress:
    """The same with other branches folded, where a reader wants only a part of a thread open.

    That is the `top` level, until the thread was read in for the first time; or what has something `new` in it.
    """
    if opens == "new":
        folded = frozenset(_without_unread(skeleton, Kept(skeleton, progress)))
    elif opens == "top" and progress.cursor is None:
        folded = Outline(skeleton).fold_below(1).folded
    else:
        return progress
    return replace(progress, folded=frozenset(skeleton.ids[place] for place in folded))


def _without_unread(skeleton: Skeleton, kept: Kept) -> Iterator[int]:
    """The branches that have replies and nothing unread, the outermost of each."""
    unread = [0, *accumulate(map(kept.is_unread, range(len(skeleton))))]
    place = 0
    while place < len(skeleton):
        end = place + skeleton.sizes[place]
        done = end - place > 1 and unread[end] == unread[place]
        if done:
            yield place
        place = end if done else place + 1


def fold_again(skeleton: Skeleton, replies: ReplyView, progress: Progress) -> None:
    """Fold what was folded, and every muted branch; and show all by time where it was shown so."""
    position = skeleton.position
    found = [position[comment] for comment in progress.folded | progress.muted if comment in position]
    if found:
        replies.fold(found)
    if progress.view.get(_ORDER) == BY_TIME and len(skeleton):
        replies.choose(in_order_of_writing(skeleton))


def stand_again(skeleton: Skeleton, replies: ReplyView, article: ArticleView, progress: Progress) -> None:
    """Put both panes where they stood.

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
    if top is not None and replies.outline.visible(top):
        replies.window.put(Spot(top, progress.top_line), 0)
        if replies.window.row_of(here) is not None:
            return
    replies.window.put(here, 0)
