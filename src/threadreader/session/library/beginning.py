"""The beginning of an empty library: what the program is, the demo, and saved pages that could be imported."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, field

from threadreader.model.text import clean_line
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit, wrap_text
from threadreader.session.lists import Position
from threadreader.session.state import KeyHints

_ABOUT = (
    "Threads that you saved from the web: the article beside its replies,",
    "each quotation a key away from what it quotes, what you read remembered.",
    "Save a page in your browser (ctrl+s), its comments shown, and import it.",
)
# In fewer columns the sentences would take the lines of what can be chosen.
_MIN_ABOUT_COLUMNS = 44
_MAX_ABOUT_COLUMNS = max(map(cell_width, _ABOUT))
_DEMO = "opens the demo, with a tour"
_IMPORT = "imports a page, or a folder"
_MAX_NAME_KEY_CELLS = 8
_LINES_FROM_DEMO, _LINES_AFTER_DEMO = 2, 4  # with that on importing, and then a blank one and the folder's name


class Beginning(Struct):
    """Choices in an empty library: the demo first, then pages that were `found`."""

    found: Sequence[Path] = ()
    position: Position = field(default_factory=lambda: Position(1))

    def __post_init__(self) -> None:
        self.position = Position(1 + len(self.found))

    @property
    def page(self) -> Path | None:
        """The page that is chosen, None for the demo."""
        return self.found[self.position.at - 1] if self.position.at else None

    def rows(self, width: int, keys: KeyHints) -> tuple[Sequence[Line], int]:
        """The lines, and the number of the one that is chosen."""
        about = " ".join(_ABOUT) if width >= _MIN_ABOUT_COLUMNS else _ABOUT[0].rstrip(",")
        spans = wrap_text(about, max(1, min(width, _MAX_ABOUT_COLUMNS)))
        lines = [_line(about[start:end].rstrip(), Role.HEADING) for start, end in spans]
        lines += [Line(), _choice(keys.of("list.go"), _DEMO, width)]
        first = len(lines) - 1
        lines.append(_choice(keys.of("library.import"), _IMPORT, width))
        if not self.found:
            return lines, first
        lines += [Line(), _line(fit(f"Saved pages in {_folder(self.found[0].parent)}", width), Role.SOURCE)]
        chosen = len(lines) + self.position.at - 1 if self.position.at else first
        return [*lines, *(_line(fit(clean_line(page.name), width), Role.TEXT) for page in self.found)], chosen

    def index_at(self, y: int, width: int, keys: KeyHints) -> int | None:
        """The number of the choice on a line, None where none is."""
        count = len(self.rows(width, keys)[0])
        page = y - count + len(self.found)
        demo = count - (len(self.found) + _LINES_AFTER_DEMO if self.found else _LINES_FROM_DEMO)
        return 0 if y == demo else page + 1 if 0 <= page < len(self.found) else None


def _choice(key: str, does: str, width: int) -> Line:
    padded = key + " " * max(0, _MAX_NAME_KEY_CELLS - cell_width(key))
    return _line(fit(f"{padded}{does}", width), Role.TEXT)


def _folder(folder: Path) -> str:
    try:
        return f"~/{folder.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(folder)


def _line(text: str, role: Role) -> Line:
    return Line((Run(text, role),) if text else ())
