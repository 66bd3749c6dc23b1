"""The versions of what reads pages and of what links quotations."""

from threadreader.store.versions import Versions

VERSIONS = Versions(reader=5, linker=3)
"""Raise `reader` when pages are read better and `linker` when quotations are: stored threads are then made again."""
