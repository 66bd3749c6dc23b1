"""What a reference in a saved page can mean: browsers and mirroring programs each write them in their own way."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

_ABSOLUTE = re.compile(
    r"[a-z][a-z0-9+.-]*://|//|(?:about|blob|cid|data|file|javascript|mailto|mid|urn|view-source):", re.IGNORECASE
)
_LONGEST = 8_192


def is_absolute(address: str) -> bool:
    """Whether an address names a resource wherever it is written; others are paths."""
    return _ABSOLUTE.match(address) is not None


def candidates(reference: str, around: str) -> Iterator[str]:
    """The addresses under which a resource may be kept, the likeliest first, each as `Container.parts` has it.

    `around` is the address of the document that the reference is in: absolute, or a path.
    """
    reference = reference.strip().partition("#")[0]
    if not reference or len(reference) > _LONGEST or reference[:5].lower() == "data:":
        return
    if is_absolute(around):
        yield from _absolute(_joined(around, reference) or reference)
    elif is_absolute(reference):
        yield from _absolute(reference)
    else:
        yield from dict.fromkeys(_paths(reference, posixpath.dirname(around)))


def without_scheme(url: str) -> str:
    """An address without what those of one page may differ in."""
    return url.partition("#")[0].partition("://")[2].rstrip("/")


def based(around: str, base: str) -> str:
    """What references are relative to in a document at an address, where it has a `<base>`.

    A page among files was saved with its references made relative to those, whatever base it has.
    """
    return (_joined(around, base) or around) if is_absolute(around) else around


def _absolute(address: str) -> Iterator[str]:
    """An address, and those that a site redirects it from or to without saying so."""
    yield address
    scheme, mark, rest = address.partition("://")
    other = {"http": "https", "https": "http"}.get(scheme.lower())
    if mark and other:
        yield f"{other}://{rest}"


def _joined(around: str, reference: str) -> str | None:
    try:
        return urljoin(around, reference)
    except ValueError:
        return None


def _paths(reference: str, folder: str) -> Iterator[str]:
    """The files a relative reference can mean: a mirror has the query in the name of the file, browsers do not."""
    if reference.startswith(("/", "\\")):
        return
    try:
        path = urlsplit(reference).path
    except ValueError:
        path = reference.partition("?")[0]
    for written in (reference, path):
        for name in (unquote(written), written):
            whole = posixpath.normpath(posixpath.join(folder, name))
            yield whole
            if "?" in name:
                # As where a file system takes no question marks.
                yield whole.replace("?", "@")
