"""Command `stats`: what a discussion holds, counted, for people, for programs and as a picture."""

import argparse
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from threadreader.cli.output import print_json, print_line
from threadreader.cli.read import load_page
from threadreader.library.files import write_export
from threadreader.model.quote import NOBODY, PassageNames
from threadreader.model.save import ParsedPage
from threadreader.model.statistics import Statistics, gather, shared_links, unanswered_questions
from threadreader.model.stored_thread import Skeleton
from threadreader.model.text import counted
from threadreader.render.width import fit
from threadreader.session import statistics

_COLUMNS = 100  # where it is printed into a file


def print_statistics(arguments: argparse.Namespace) -> int:
    """Print the statistics of a thread, or draw them."""
    page, _ = load_page(arguments.pages, arguments.url)
    figures = _PageStatistics(page)
    if arguments.picture is not None:
        from threadreader.export.statistics import statistics_svg

        svg = statistics_svg(page, figures.gather(statistics.MAX_LISTED))
        write_export(svg, Path(arguments.picture), overwrite=arguments.force)
        if not arguments.json:
            return 0
    if arguments.json:
        print_json(figures.plain(), arguments.json)
        return 0
    for line in figures.lines(shutil.get_terminal_size().columns if sys.stdout.isatty() else _COLUMNS):
        print_line(line)
    return 0


class _PageStatistics:
    """The statistics of a page."""

    def __init__(self, page: ParsedPage) -> None:
        self._page, self._thread = page, page.thread
        self._skeleton = Skeleton.of(page.thread)
        self._people = len(set(filter(None, self._skeleton.names)))

    def gather(self, limit: int | None = None) -> Statistics:
        """The statistics that the reader shows first."""
        return gather(self._skeleton, self._page.quotes, self._thread.body, limit)

    def plain(self) -> Mapping[str, Any]:
        """All of them, for programs."""
        found, changes = self.gather(), self._page.changes
        ids, sizes, votes = self._skeleton.ids, self._skeleton.sizes, self._skeleton.votes
        return {
            "title": self._page.page.title,
            "address": self._page.page.url,
            "replies": len(self._skeleton),
            "people": self._people,
            "depth": max(self._skeleton.depths, default=0),
            "periods": [{"start": each.start, "replies": each.replies} for each in found.periods],
            "answers": {name: getattr(found.answers, name) for name in ("names", "written", "counts")},
            "quoted": [
                {"comment": each.at.owner, "text": each.words, "times": each.times, "quoters": each.quoters}
                for each in found.quoted
            ],
            "branches": [{"comment": ids[root], "replies": sizes[root] - 1} for root in found.branches],
            "votes": [{"comment": ids[at], "votes": votes[at]} for at in found.voted],
            "votes_by_person": [{"name": each.name, "votes": each.votes} for each in found.people],
            "unanswered": [ids[position] for position in self._questions()],
            "links": [
                {"address": address, "comments": [None if at is None else ids[at] for at in owners]}
                for address, owners in self._links().items()
            ],
            "changes": {kind: sorted(getattr(changes, kind)) for kind in ("new", "edited", "gone")},
        }

    def lines(self, width: int) -> Iterator[str]:
        """The first of each, for people."""
        yield fit(self._page.page.title, width)
        yield f"{counted(len(self._skeleton))} by {counted(self._people, 'person')}"
        yield ""
        names = PassageNames.of(self._thread)
        rows = statistics.statistics_rows(
            self.gather(statistics.MAX_LISTED),
            self._skeleton,
            self._page.changes,
            name=names.name,
            body=self._thread.body,
            of_words=[*self._question_rows(), *self._link_rows()],
        )
        for row, label in zip(rows, statistics.labelled(rows), strict=True):
            yield row.line(width, label).text.rstrip()

    def _question_rows(self) -> Iterator[statistics.StatisticsRow]:
        for position in self._questions()[: statistics.MAX_LISTED]:
            name = self._skeleton.names[position] or NOBODY
            asked = statistics.question(self._thread.comments[position].body)
            yield statistics.plain_row(statistics.QUESTIONS, f"{name} #{position + 1:,}  {asked}")

    def _link_rows(self) -> Iterator[statistics.StatisticsRow]:
        for address, owners in islice(self._links().items(), statistics.MAX_LISTED):
            yield statistics.plain_row(statistics.LINKS, f"{len(owners):,}  {address}")

    def _questions(self) -> Sequence[int]:
        texts = (comment.text for comment in self._thread.comments)
        return unanswered_questions(self._skeleton, texts, self._thread.body)

    def _links(self) -> Mapping[str, Sequence[int | None]]:
        return shared_links(self._skeleton, self._thread.body, self._page.page.url)
