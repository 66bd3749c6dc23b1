"""Threads read back from what `export` wrote."""

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from threadreader.errors import PageError
from threadreader.model.page import TEXT_EXPORT, Page, PageId, Save, count_note
from threadreader.model.thread import Status

if TYPE_CHECKING:
    from threadreader.export import Exported
    from threadreader.importer import Imported
    from threadreader.importer.container import Container

ADAPTER = "threadreader"
"""What stands in the place of an adapter's name where an export does not say by which its page was read."""


def read_export(container: "Container", name: str) -> "Exported | None":
    """The thread in an export, None where the file is none; `name` is the file's. Raises PageError.

    What quotes what is found again, as it is in any page.
    """
    from threadreader.importer.container.text import JSON_KIND

    if container.kind not in (TEXT_EXPORT, JSON_KIND):
        return None
    from threadreader.export.jsonfile import read_json
    from threadreader.export.text import read_text

    read = read_text if container.kind == TEXT_EXPORT else partial(read_json, with_quotes=False)
    try:
        return read(container.html.decode("utf-8-sig", "replace"))
    except ValueError as problem:
        trouble = f"is a damaged export, or one of a newer threadreader ({problem})"
        raise PageError(name, trouble, "export the thread again") from problem


def page_of(exported: "Exported", container: "Container", name: str, now: datetime | None) -> Page:
    """The page that an export is of: the export is its only save."""
    from threadreader.importer.container import pack_page

    digest = hashlib.sha256(pack_page(container)).hexdigest()
    of_page = exported.page.newest
    save = Save(
        digest=digest,
        name=name,
        container=of_page.container if of_page else container.kind,
        adapter=(of_page and of_page.adapter) or ADAPTER,
        saved_at=of_page.saved_at if of_page else None,
        imported_at=now,
    )
    return replace(exported.page, id=exported.page.id or PageId(exported.page.url or digest), saves=(save,))


def counts_opening(exported: "Exported") -> bool:
    """Whether the page counts its opening post too: it counts more comments than there are, and no note says so."""
    found = sum(comment.status is not Status.MISSING for comment in exported.thread.comments)
    lacking = count_note(exported.page.declared_count, found, opened=False)
    return lacking is not None and lacking not in exported.notes


def as_imported(exported: "Exported", container: "Container", page: Page) -> "Imported":
    """All that is known of how an export was read."""
    from threadreader.importer import Imported
    from threadreader.importer.platforms import Candidate

    save, thread = page.saves[0], exported.thread
    found = Candidate(
        save.adapter,
        certainty=100,
        comments=len(thread.comments),
        authors=sum(comment.author is not None for comment in thread.comments),
        times=sum(comment.posted_at is not None for comment in thread.comments),
        replies=sum(comment.parent_id is not None for comment in thread.comments),
        worth=float(len(thread.comments)),
    )
    return Imported(
        thread=thread,
        title=page.title,
        url=page.url,
        site=page.site,
        language=page.language,
        declared_count=page.declared_count,
        saved_at=save.saved_at,
        container=container.kind,
        charset="utf-8",
        charset_reason="exports are written in it",
        adapter=save.adapter,
        candidates=(found,),
        evidence={},
        additional=(),
        notes=exported.notes,
        digest=save.digest,
    )
