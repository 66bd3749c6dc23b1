"""Pictures of an exported page as a browser shows it: on a phone, on a desk, in the dark, and printed.

    python -m export_pictures FOLDER [PAGE]

Without PAGE, of a page with something of everything. Needs chromium, and pdftoppm for the printed one.
"""

import argparse
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from export_sample import SAMPLE
from real_programs import CHROMIUM
from threadreader.library.exporting import load_for_export, render_file

_PICTURES: Mapping[str, Sequence[str]] = {
    "phone": ("--window-size=500,900", "--force-device-scale-factor=1"),
    "desktop": ("--window-size=1280,900",),
    "dark": ("--window-size=1280,900", "--blink-settings=preferredColorScheme=0"),
}
_PHONE = '<iframe src="page.html" style="border: 0; width: 360px; height: 880px"></iframe>'
"""As wide as a phone: windows of the browser are wider."""


def main() -> None:
    """Draw the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("page", nargs="?", type=Path)
    arguments = parser.parse_args()
    folder: Path = arguments.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    exported = load_for_export([arguments.page]) if arguments.page else SAMPLE
    with tempfile.TemporaryDirectory() as work:
        page, phone = Path(work) / "page.html", Path(work) / "phone.html"
        page.write_text(str(render_file(exported, "html", 0)))
        phone.write_text(_PHONE)
        flags = ("chromium", *CHROMIUM, f"--user-data-dir={work}/profile", "--hide-scrollbars")
        for name, options in _PICTURES.items():
            shown = phone if name == "phone" else page
            picture = f"--screenshot={folder / name}.png"
            subprocess.run([*flags, *options, picture, shown.as_uri()], check=True, capture_output=True)
        printed = f"{work}/print.pdf"
        subprocess.run([*flags, f"--print-to-pdf={printed}", page.as_uri()], check=True, capture_output=True)
        command = ["pdftoppm", "-png", "-r", "60", "-l", "1", "-singlefile", printed, str(folder / "print")]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
