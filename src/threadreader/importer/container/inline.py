"""`data:` addresses: resources that stand whole in the reference to them."""

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

_HEAD = re.compile(r"\s*data:([^,;]*)((?:;[^,;]*)*),", re.IGNORECASE)
CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
"""What a media type says of the charset."""


def document_in(reference: str) -> tuple[bytes, str | None] | None:
    """The bytes and the charset of the HTML that a `data:` address holds, None for anything else."""
    head = _HEAD.match(reference)
    if not head or head[1].strip().lower() not in ("text/html", "application/xhtml+xml"):
        return None
    charset = CHARSET.search(head[2])
    content = unquote_to_bytes(reference[head.end() :])
    if head[2].lower().rstrip().endswith(";base64"):
        try:
            content = base64.b64decode(content + b"===")
        except binascii.Error:
            return None
    return content, charset[1] if charset else None
