"""Use cases on pages and the library: the only package that joins importer, quotes, store and export.

`library` has the operations on stored threads, and each other module one more use case. They are imported where they
are used, so that opening a stored thread loads nothing that imports pages.
"""
