"""Pictures of an exported page as a browser shows it: on a phone, on a tablet, in the dark, on a desk, and printed.

    python -m export_pictures FOLDER [PAGE]

Without PAGE, of a page with something of everything. Needs chromium, pdftoppm for the printed one, and Pillow.
"""

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from export_sample import SAMPLE
from real_programs import CHROMIUM
from threadreader.library.exporting import load_for_export, render_file
from threadreader.model.save import ParsedPage

PROGRAMS = ("chromium", "pdftoppm")
_DARK = "--blink-settings=preferredColorScheme=0"
_PICTURES: Mapping[str, tuple[tuple[int, int], Sequence[str], Sequence[str]]] = {
    "html-360": ((360, 800), ("page.html", "page.html#replies"), ()),
    "html-800": ((800, 900), ("page.html#replies",), ()),
    "html-800-dark": ((800, 900), ("page.html#replies",), (_DARK,)),
    "html-1400": ((1400, 1000), ("page.html",), ()),
}
"""The size of what is shown, what is shown beside each other, and options of the browser."""
_GAP, _ABOVE, _COLORS, _DOTS = 24, 20, 128, 80
"""Pixels between two views and above a place on the page, colours of a picture, and dots in an inch of paper."""


def draw_export(exported: ParsedPage, folder: Path) -> None:
    """Draw the pictures of an export."""
    with tempfile.TemporaryDirectory() as work:
        page, views = Path(work) / "page.html", Path(work) / "views.html"
        page.write_text(str(render_file(exported, "html", 0)), encoding="utf-8")
        flags = ("chromium", *CHROMIUM, f"--user-data-dir={work}/profile", "--hide-scrollbars")
        for name, ((width, height), shown, options) in _PICTURES.items():
            # Views are frames: windows of the browser are wider than a phone.
            frames = "".join(
                f'<iframe src="{each}" width="{width}" height="{height + _ABOVE}" '
                f'style="margin-top: {-_ABOVE * ("#" in each)}px"></iframe>'
                for each in shown
            )
            style = f"body {{ margin: 0; display: flex; gap: {_GAP}px; overflow: hidden }} iframe {{ border: 0 }}"
            views.write_text(f"<!doctype html><style>{style}</style>{frames}", encoding="utf-8")
            size = f"--window-size={width * len(shown) + _GAP * (len(shown) - 1)},{height}"
            picture = folder / f"{name}.png"
            command = [*flags, *options, size, f"--screenshot={picture}", views.as_uri()]
            subprocess.run(command, check=True, capture_output=True)
            _with_few_colors(picture)
        printed, picture = f"{work}/print.pdf", folder / "html-print.png"
        command = [*flags, "--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True)
        first = ["pdftoppm", "-png", "-r", str(_DOTS), "-l", "1", "-singlefile", printed, str(picture.with_suffix(""))]
        subprocess.run(first, check=True)
        _with_few_colors(picture)


def _with_few_colors(picture: Path) -> None:
    """Make a picture a third of its size: a page has few colours."""
    from PIL import Image

    with Image.open(picture) as drawn:
        drawn.convert("RGB").quantize(_COLORS, Image.Quantize.MAXCOVERAGE).save(picture, optimize=True)


def missing_programs() -> Sequence[str]:
    """Programs that the pictures need and that are not installed."""
    return [name for name in PROGRAMS if not shutil.which(name)]


def main() -> None:
    """Draw the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("page", nargs="?", type=Path)
    arguments = parser.parse_args()
    folder: Path = arguments.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    draw_export(load_for_export([arguments.page], pictures=True) if arguments.page else SAMPLE, folder)


if __name__ == "__main__":
    main()
