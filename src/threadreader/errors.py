"""What a user can do something about: errors that print as one line naming the file, the trouble and the cure."""

from pathlib import Path


class ThreadreaderError(Exception):
    """An error for the user: what it is about, what is wrong, and what to do where something can be done."""

    def __init__(self, subject: str | Path, trouble: str, cure: str = "") -> None:
        self.subject = str(subject)
        self.trouble = trouble
        self.cure = cure
        super().__init__(self.subject, trouble, cure)

    def __str__(self) -> str:
        return f"{self.subject}: {self.trouble}" + (f"; {self.cure}" if self.cure else "")


class PageError(ThreadreaderError):
    """A file that is no page, or that cannot be read."""


class SeveralPagesError(PageError):
    """A file of several pages, of which none is named."""


class StoreError(ThreadreaderError):
    """The library cannot be opened, read or written."""


class DamageError(StoreError):
    """The library's file, or something in it, is damaged."""


class ForeignFileError(StoreError):
    """What is in the place of the library is none: the file of another program, or one whose beginning is lost."""


class ThreadNotFoundError(ThreadreaderError):
    """No stored thread has that number or title, or more than one has."""


class AdapterNotFoundError(ThreadreaderError):
    """No adapter has the name of one that a page is to be read without."""


class ExportError(ThreadreaderError):
    """An export that was not written."""


class ConfigError(ThreadreaderError):
    """A setting that does not exist or has a wrong value."""


class TerminalError(ThreadreaderError):
    """A screen is wanted where there is no terminal."""


class SearchError(ThreadreaderError):
    """Something that cannot be searched for."""


class PictureError(ThreadreaderError):
    """A picture that cannot be shown."""
