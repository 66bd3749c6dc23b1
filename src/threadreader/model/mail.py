"""Names in the mails of an export, by which the importer knows them again."""

from hashlib import blake2b
from urllib.parse import quote, unquote

from threadreader.model.thread import CommentId

MAIL_DOMAIN = "@threadreader.invalid"
"""The domain of the addresses and ids in exported mails; no mail server can have it."""

TIME_HEADER = "X-Threadreader-Time"
"""The header of every exported mail for a time as it is known, which may be a day, or words: `Date` must be a time."""

AUTHOR_HEADER, KIND_HEADER, SCORE_HEADER = "X-Threadreader-Author", "X-Threadreader-Kind", "X-Threadreader-Score"
"""Headers for a name with its address in angle brackets, one each; for kind, status and OP; and for the votes."""

SITE_HEADER, LANGUAGE_HEADER, COUNT_HEADER = "X-Threadreader-Site", "X-Threadreader-Language", "X-Threadreader-Count"
"""Headers of the article's mail: site and language of the page, and its own count of replies."""

OP_KIND = "op"
"""The word in KIND_HEADER for a comment by the article's author."""

# Characters of an id that are written out; a header line has 998.
_MAX_ID_CHARS = 600


def mail_key(owner: CommentId | None) -> str:
    """The message id of a comment, or of the article under None."""
    if owner is None:
        return f"article{MAIL_DOMAIN}"
    name = quote(owner, safe="")
    if len(name) > _MAX_ID_CHARS:
        return f"hash.{blake2b(owner.encode(), digest_size=16).hexdigest()}{MAIL_DOMAIN}"
    return f"id.{name}{MAIL_DOMAIN}"


def comment_key(key: str) -> str:
    """The id of a comment whose mail has this message id; of any other mail its own."""
    if not key.endswith(MAIL_DOMAIN):
        return key
    kind, _, name = key.removesuffix(MAIL_DOMAIN).partition(".")
    return unquote(name) if kind == "id" else key
