"""The annotations of a session, by body, each located in its text when that is first asked for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

from threadreader.model.annotation import Annotation, Annotations, Located, Locator, locate_verbatim
from threadreader.model.blocks import BlockPath, leaves, runs_in
from threadreader.model.quote import grouped
from threadreader.model.stored_thread import OpenThread
from threadreader.model.thread import CommentId
from threadreader.session.search import ARTICLE
from threadreader.session.state import ReadState

Piece = tuple[BlockPath, int, int, Located]
"""A range of a block that is highlighted."""


class AnnotationIndex:
    """The annotations of an open thread. Nothing but a look-up is done for a comment without any."""

    def __init__(self, opened: OpenThread, state: ReadState, locate: Locator = locate_verbatim) -> None:
        self._opened = opened
        self._state = state
        self._locate = locate
        self._indexed: Annotations | None = None
        self._by_owner: Mapping[CommentId | None, Mapping[str, Annotation]] = {}
        self._located: dict[int, Sequence[Located]] = {}
        self._pieces: dict[int, Mapping[int, Sequence[Piece]]] = {}

    @property
    def all(self) -> Annotations:
        """All annotations by identifier."""
        return self._state.annotations

    def put(self, name: str, annotation: Annotation | None) -> None:
        """Add or replace an annotation, or remove it where it is None."""
        others = {each: old for each, old in self.all.items() if each != name}
        self._state.annotations = others if annotation is None else {**others, name: annotation}

    def on(self, index: int) -> Mapping[str, Annotation]:
        """The annotations of a comment, or of the article."""
        if not self.all:  # as in most threads, for each row that is drawn
            return self.all
        if self._indexed is not self.all:
            by_owner: defaultdict[CommentId | None, dict[str, Annotation]] = defaultdict(dict)
            for name, each in self.all.items():
                by_owner[each.owner][name] = each
            self._indexed, self._by_owner, self._located, self._pieces = self.all, by_owner, {}, {}
        return self._by_owner.get(None if index == ARTICLE else self._opened.skeleton.ids[index], {})

    def located(self, index: int) -> Sequence[Located]:
        """The annotations of a comment, or of the article, that were found, in the order of the text."""
        annotations = self.on(index)
        if not annotations:
            return ()
        if index not in self._located:
            body = self._opened.article if index == ARTICLE else self._opened.comment(index)
            every = (Located(name, each, self._locate(each, body)) for name, each in annotations.items())
            self._located[index] = sorted((each for each in every if each.range), key=lambda each: each.range or ())
        return self._located[index]

    def pieces(self, index: int, block: int | None = None) -> Sequence[Piece]:
        """Ranges of blocks that were found in a comment or the article; with `block` in that outermost one alone."""
        if not self.on(index):
            return ()
        if index not in self._pieces:
            body = self._opened.article.body if index == ARTICLE else self._opened.comment(index).body
            blocks = tuple(leaves(body))
            ranges = ((each, each.range) for each in self.located(index))
            every = [(*run, each) for each, at in ranges if at for run in runs_in(blocks, at.start, at.end)]
            self._pieces[index] = grouped((piece[0][0], piece) for piece in every)
        by_block = self._pieces[index]
        return list(chain.from_iterable(by_block.values())) if block is None else by_block.get(block, ())

    def noted(self, index: int) -> Sequence[str]:
        """The identifiers of the annotations of a comment, or of the article, that have a note."""
        return tuple(name for name, each in self.on(index).items() if each.note)

    def in_order(self) -> Sequence[tuple[int, Located]]:
        """All annotations with their comments, in the order of the thread; last those that were not found."""
        position = self._opened.skeleton.position
        owners = {each.owner for each in self.all.values()}
        indices = sorted(position[owner] for owner in owners if owner is not None and owner in position)
        found = [(index, each) for index in (ARTICLE, *indices) for each in self.located(index)]
        names = {each.name for _, each in found}
        lost = (
            (ARTICLE if each.owner is None else position.get(each.owner, ARTICLE), Located(name, each))
            for name, each in self.all.items()
            if name not in names
        )
        return [*found, *sorted(lost, key=lambda pair: (pair[0], pair[1].annotation.start))]
