"""A list of replies to jump from: what such lists have in common, whatever their rows show."""

from collections.abc import Sequence

from threadreader.model.blocks import text
from threadreader.session import Session
from threadreader.session.key_hints import BACK

_ENOUGH = 200


class ReplyList:
    """Replies, known by their position in the thread, in the order of the list."""

    def __init__(self, session: Session, places: Sequence[int]) -> None:
        self.session = session
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def person(self, number: int) -> str | None:
        """The writer."""
        return self.session.opened.skeleton.names[self.places[number]]

    def show(self, number: int) -> None:
        """Show the reply."""
        self.session.show_reply(self.places[number])

    def go(self, number: int) -> str:
        """Go to the reply."""
        self.session.jumps.leave(self.session.here())
        self.show(number)
        return self.session.keys.beside("", BACK)

    def first_words(self, number: int) -> str:
        """How a reply begins, on one line."""
        return " ".join(text(self.session.opened.comment(self.places[number]).body)[:_ENOUGH].split())
