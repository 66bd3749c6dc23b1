"""Versions of the extractor and the linker, apart from both: whoever opens a thread asks for them."""

from threadreader.model.save import Versions

# Raise `extractor` when pages are parsed better and `linker` when quotations are linked better: stored threads are then
# made again.
VERSIONS = Versions(extractor=17, linker=3)
