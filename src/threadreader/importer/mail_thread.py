"""A recipe for archives that show a whole thread of mails on one page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.adapter import Recipe
from threadreader.importer.document import Document
from threadreader.importer.draft import Draft, LeaveOut
from threadreader.importer.mail import mark_up, read_mail
from threadreader.importer.selector import chooser


@dataclass(frozen=True)
class MailThread(Recipe):
    """A recipe whose bodies are read as mails: see `read_mail`. A page of the archive without any is a list of threads.

    Where only a style sheet breaks the words of a mail into lines, `quoted` chooses the quotations in them. So it is in
    bodies without a child that `marked_up` chooses.
    """

    quoted: str = ""
    marked_up: str = ""

    def extract(self, document: Document) -> Draft:
        """The thread."""
        draft = super().extract(document)
        article = draft.article
        return replace(
            draft,
            article=replace(article, body=self._read(article.body, article.leave_out)),
            has_none=not (draft.opened or draft.comments),
            comments=[replace(mail, body=self._read(mail.body, mail.leave_out)) for mail in draft.comments],
        )

    def check(self) -> None:
        """Raises ValueError where a selector is not understood."""
        super().check()
        _ = self._is_quote, self._is_marked_up

    @cached_property
    def _is_quote(self) -> LeaveOut:
        return chooser(self.quoted)

    @cached_property
    def _is_marked_up(self) -> LeaveOut:
        return chooser(self.marked_up)

    def _read(self, nodes: Iterable[PageElement], leave_out: LeaveOut | None) -> list[PageElement]:
        if not self.quoted:
            return read_mail(nodes, leave_out)
        return [each for node in nodes for each in (self._lines(node, leave_out) if isinstance(node, Tag) else [node])]

    def _lines(self, body: Tag, leave_out: LeaveOut | None) -> list[PageElement]:
        """The words of a mail that only a style sheet breaks into lines, as paragraphs."""
        if any(isinstance(child, Tag) and self._is_marked_up(child) for child in body.contents):
            return [body]
        found: list[PageElement] = []
        words: list[PageElement] = []
        for child in _without_indent(body.contents):
            if not (isinstance(child, Tag) and self._is_quote(child)):
                words.append(child)
            elif not (leave_out and leave_out(child)):
                quote = Tag(name="blockquote")
                quote.extend(list(mark_up(child.contents, leave_out)))
                found += [*mark_up(words, leave_out), quote]
                words = []
        return [*found, *mark_up(words, leave_out)]


def _without_indent(nodes: Sequence[PageElement]) -> Iterator[PageElement]:
    """The same without the space that the template puts before the words."""
    for place, node in enumerate(nodes):
        yield NavigableString(node.lstrip()) if not place and type(node) is NavigableString else node
