"""A recipe for archives that show a whole thread of mails on one page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bs4.element import PageElement

from threadreader.importer.adapter import Recipe
from threadreader.importer.document import Document
from threadreader.importer.draft import Draft, LeaveOut
from threadreader.importer.mail import read_mail


@dataclass(frozen=True)
class MailThread:
    """The adapter that a recipe is, with the bodies that it finds read as mails: see `read_mail`.

    A page of the archive without any is a list of threads.
    """

    recipe: Recipe
    read: Callable[[Iterable[PageElement], LeaveOut | None], Sequence[PageElement]] = read_mail

    @property
    def name(self) -> str:
        """The recipe's."""
        return self.recipe.name

    @property
    def tells(self) -> Mapping[str, int]:
        """The recipe's."""
        return self.recipe.tells

    def extract(self, document: Document) -> Draft:
        """The thread."""
        draft = self.recipe.extract(document)
        article = draft.article
        return replace(
            draft,
            article=replace(article, body=self.read(article.body, article.leave_out)),
            has_none=not (draft.opened or draft.comments),
            comments=[replace(mail, body=self.read(mail.body, mail.leave_out)) for mail in draft.comments],
        )
