"""What a page says of its article and comments for machines: confirms what an adapter found, and fills it in."""

from threadreader.importer.structured.fill import fill_in
from threadreader.importer.structured.jsonld import read_jsonld
from threadreader.importer.structured.records import CommentRecord, Structured
from threadreader.importer.structured.state import read_state

__all__ = ["CommentRecord", "Structured", "fill_in", "read_jsonld", "read_state"]
