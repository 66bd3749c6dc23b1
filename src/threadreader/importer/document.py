"""Bytes into a soup: charset, parsing, the page's own address and language."""

from dataclasses import dataclass

from bs4 import BeautifulSoup


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page: `url` is its own address (the canonical one where it says so), `base` what links resolve against."""

    soup: BeautifulSoup
    url: str | None = None
    base: str | None = None
    language: str | None = None
    charset: str = "utf-8"
