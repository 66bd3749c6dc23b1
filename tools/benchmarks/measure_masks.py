"""How many pages are read alike in a mask, by folder, and what is read otherwise in the others.

    python -m benchmarks.measure_masks [--every N] [FOLDER ...]

Of all pages below the folder that THREADREADER_PAGES names, or of every Nth.
"""

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path

from pins.pages import find_pages
from threadreader.errors import ThreadreaderError
from threadreader.importer import import_bytes, import_page
from threadreader.importer.container import BytesSource, open_container
from threadreader.importer.mask import differences, mask


def otherwise(file: Path) -> list[str]:
    """What is read otherwise in the mask of a page. Raises ThreadreaderError, and ValueError for a page of text."""
    container = open_container(BytesSource(file.read_bytes(), file.name))
    page = import_page(container)
    people = {comment.author.name for comment in page.thread.comments if comment.author}
    return differences(page, import_bytes(mask(container, people).encode(), file.name))


def main() -> int:
    """Say of each page what differs, and of each folder the share of pages in which nothing does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--every", type=int, default=1)
    arguments = parser.parse_args()
    root = Path(os.environ["THREADREADER_PAGES"])
    alike, tried = Counter[str](), Counter[str]()
    pages = [page for page in find_pages(root) if not arguments.folders or page.partition("/")[0] in arguments.folders]
    for page in pages[:: arguments.every]:
        folder = page.partition("/")[0]
        start = time.process_time()
        try:
            found = otherwise(root / page)
        except (ThreadreaderError, ValueError):
            continue
        tried[folder] += 1
        alike[folder] += not found
        if found:
            sys.stdout.write(f"{page} ({time.process_time() - start:.1f} s): {', '.join(found)}\n")
            sys.stdout.flush()
    for folder in (*tried, ""):
        counts = [count[folder] if folder else count.total() for count in (alike, tried)]
        sys.stdout.write(
            f"{folder or 'all'}: {counts[0]} of {counts[1]}, {100 * counts[0] / max(counts[1], 1):.1f} %\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
