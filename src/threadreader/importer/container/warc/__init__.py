"""Web archives: WARC files, compressed or not, and the WACZ files that hold them."""

from threadreader.importer.container.warc.pages import holds_warc, is_warc, open_wacz, open_warc

__all__ = ["holds_warc", "is_warc", "open_wacz", "open_warc"]
