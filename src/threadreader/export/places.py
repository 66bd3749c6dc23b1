"""Where the blocks of an article or comment stand in its whole text."""

from bisect import bisect_right

from threadreader.model.blocks import BlockPath, Leaf, leaves
from threadreader.model.quote import Anchor
from threadreader.model.thread import CommentId, Thread


class Places:
    """The leaves of each body of a thread, found once each; an owner is a comment's id, or None for the article."""

    def __init__(self, thread: Thread) -> None:
        self._thread = thread
        self._leaves: dict[CommentId | None, dict[BlockPath, Leaf]] = {}

    def leaf(self, anchor: Anchor) -> Leaf:
        """The block that an anchor is in; KeyError where there is none."""
        return self._of(anchor.owner)[anchor.path]

    def offsets(self, anchor: Anchor) -> tuple[int, int]:
        """Start and end of an anchor in the whole text."""
        leaf = self.leaf(anchor)
        return leaf.start + anchor.start, leaf.start + anchor.end

    def anchor(self, owner: CommentId | None, start: int, end: int) -> Anchor:
        """The inverse of `offsets`; ValueError where no one block holds these characters."""
        found = list(self._of(owner).values())
        place = bisect_right(found, start, key=lambda leaf: leaf.start) - 1
        if place < 0 or end > found[place].start + len(found[place].text):
            raise ValueError(f"no block of {owner or 'the article'} holds the characters {start} to {end}")
        return Anchor(owner, found[place].path, start - found[place].start, end - found[place].start)

    def _of(self, owner: CommentId | None) -> dict[BlockPath, Leaf]:
        if owner not in self._leaves:
            thread = self._thread
            body = thread.article.body if owner is None else thread.comments[thread.position[owner]].body
            self._leaves[owner] = {leaf.path: leaf for leaf in leaves(body)}
        return self._leaves[owner]
