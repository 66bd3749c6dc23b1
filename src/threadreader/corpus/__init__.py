"""Corpora: the comments of millions of pages as tables, without a library.

::

    sources ─▶ plan ─▶ shards ─▶ executor ─▶ OUTPUT/comments, OUTPUT/pages, OUTPUT/shards

A shard is some page files, or a range of bytes of a web archive. Whoever extracts it, a process here or a worker of a
cluster, reads each page in a sandboxed worker and writes three files, each whole or not at all: the rows of its
comments, those of its pages, and last the record, which says what they are made of. A run leaves out the shards whose
record fits what it would make: so it goes on after any stop, and the files are the same whatever happened.
"""

from threadreader.corpus.plan import ArchiveRecords, PageBytes
from threadreader.corpus.run import Progress, Statistics, cluster_executor, extract_many

__all__ = ["ArchiveRecords", "PageBytes", "Progress", "Statistics", "cluster_executor", "extract_many"]
