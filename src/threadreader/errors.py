"""Errors for the user: each prints as one line with its subject, the trouble and the cure."""

from pathlib import Path


class ThreadreaderError(Exception):
    """An error for the user: its subject (a file or a title), the trouble, and the cure if there is one."""

    def __init__(self, subject: str | Path, trouble: str, cure: str = "") -> None:
        self.subject = str(subject)
        self.trouble = trouble
        self.cure = cure
        super().__init__(self.subject, trouble, cure)

    def __str__(self) -> str:
        return f"{self.subject}: {self.trouble}" + (f"; {self.cure}" if self.cure else "")


class PageError(ThreadreaderError):
    """A file that is not a page, or that cannot be read."""


class LimitError(PageError):
    """A page that takes more time or memory than a page may."""


class NoPageError(PageError):
    """A file that is plainly something else, such as a document or an image."""


class SeveralPagesError(PageError):
    """A file of several pages, none of which is selected."""


class StoreError(ThreadreaderError):
    """The library cannot be opened, read or written."""


class DamageError(StoreError):
    """The library's file, or something in it, is damaged."""


class ForeignFileError(StoreError):
    """The library's file is not a library: of another program, or without its header."""


class ShardError(ThreadreaderError):
    """A shard of a corpus whose process was ended."""


class ThreadNotFoundError(ThreadreaderError):
    """No stored thread, or more than one, has that number or title."""


class AdapterNotFoundError(ThreadreaderError):
    """No adapter has that name."""


class ExportError(ThreadreaderError):
    """An export that cannot be written."""


class ConfigError(ThreadreaderError):
    """A setting that does not exist or has a wrong value."""


class TerminalError(ThreadreaderError):
    """A screen needs a terminal, and there is none."""


class SearchError(ThreadreaderError):
    """A query that is wrong, or without a word to search for."""


class PictureError(ThreadreaderError):
    """A picture that cannot be shown."""
