"""Takes each defence away in turn, in a copy of the source, and shows that a test fails without it.

`PYTHONPATH=tests python -m mutations [ROW ...]`: the rows are those of docs/threats.md; all takes some minutes. Exit 1
if a defence can be taken away and its tests pass. `tests/test_threats.py` sees to it that every mutation still applies.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PACKAGE = Path("src/threadreader")
_SECONDS = 300
"""A test that does not end without its defence fails, too."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A defence against the threat of a row: the text in a module that is replaced, and the tests that then fail."""

    row: int
    module: str
    old: str
    new: str
    tests: str

    def applied(self, source: str) -> str:
        """The source of the module without the defence. Raises ValueError if that is not there once."""
        if source.count(self.old) != 1:
            raise ValueError(f"row {self.row}: {self.module} has {self.old!r} {source.count(self.old)} times")
        return source.replace(self.old, self.new)


MUTATIONS: Sequence[Mutation] = (
    Mutation(1, "model/text.py", "text = _CONTROLS.sub(_control_picture, text)", "pass", "tests/model/test_text.py"),
    Mutation(1, "tui/widgets/__init__.py", "Strip.render = _render_cleaned", "", "tests/cli/test_hostile_library.py"),
    Mutation(2, "model/text.py", "else REPLACEMENT  # noqa: PLR2004 - DEL", 'else ""', "tests/model/test_text.py"),
    Mutation(
        4, "tui/app.py", "self._clipboard = text = clean(text)", "self._clipboard = text", "tests/tui/test_effects.py"
    ),
    Mutation(
        5,
        "tui/terminal.py",
        "parts.append(part)",
        "parts.append(part.replace('\\u241b', '\\x1b'))",
        "tests/tui/test_paste.py",
    ),
    Mutation(
        6,
        "tui/screens/pages.py",
        'Text.assemble((page.title or Path(page.name).name or "Untitled page", "bold"), "\\n", (facts, "dim"))',
        'Text.from_markup(f"{page.title} {facts}")',
        "tests/tui/screens/test_pages.py",
    ),
    Mutation(7, "model/text.py", "text = _MISLEADING.sub(REPLACEMENT, text)", "pass", "tests/model/test_text.py"),
    Mutation(8, "session/links.py", '.encode("idna").decode("ascii")', "", "tests/session/actions/test_links.py"),
    Mutation(
        9,
        "library/apart.py",
        "if Path(each) == _PACKAGES or (Path(each).is_absolute() and not _is_here(each))",
        "",
        "tests/tui/test_background.py",
    ),
    Mutation(
        10,
        "session/links.py",
        'frozenset({"http", "https", "mailto"})',
        'frozenset({"http", "https", "mailto", "file", "javascript"})',
        "tests/session/actions/test_links.py",
    ),
    Mutation(10, "model/text.py", "if _RUNS_CODE.match(address):", "if False:", "tests/model/test_text.py"),
    Mutation(11, "library/apart.py", '("-I", "-X",', '("-X",', "tests/tui/test_background.py"),
    Mutation(
        12,
        "importer/container/compression.py",
        "return unpacked > _MIN_BOMB_BYTES and unpacked > packed * _MAX_RATIO",
        "return False",
        "tests/importer/container/test_bad_files.py",
    ),
    Mutation(
        13,
        "importer/container/zip_archive.py",
        "if _overlap(archive.infolist()):",
        "if False:",
        "tests/importer/container/test_bad_files.py",
    ),
    Mutation(
        14,
        "library/files.py",
        "and not home.is_relative_to(folder.parent)",
        "",
        "tests/library/test_files.py",
    ),
    Mutation(
        15,
        "importer/container/mhtml.py",
        "while stack and count < _MAX_PARTS:",
        "while stack:",
        "tests/importer/container/test_bad_files.py",
    ),
    Mutation(
        16,
        "library/sandbox.py",
        "_set_limit(resource.RLIMIT_AS,",
        "(lambda *_: None)(0,",
        "tests/library/test_sandbox.py",
    ),
    Mutation(16, "library/reading.py", "if is_crowded(container.html):", "if False:", "tests/library/test_bombs.py"),
    Mutation(16, "importer/html/parser.py", "if is_crowded(html):", "if False:", "tests/importer/html/test_parser.py"),
    Mutation(
        17,
        "library/layers.py",
        "landlock.restrict([*program_paths(), *readable])",
        "pass",
        "tests/library/test_layers.py",
    ),
    Mutation(17, "library/importing.py", "if lacks_fork():", "if False:", "tests/library/test_apart.py"),
    Mutation(17, "library/layers.py", "seccomp.restrict()", "pass", "tests/library/test_layers.py"),
    Mutation(
        19,
        "importer/container/webarchive.py",
        "if _count_objects(data) > _MAX_OBJECTS:",
        "if False:",
        "tests/importer/container/test_bad_files.py",
    ),
    Mutation(20, "export/json.py", " or abs(plain) > _MAX_NUMBER", "", "tests/export/test_json.py"),
    Mutation(21, "store/fulltext.py", """re.sub('["\\0]', " ", phrase)""", "phrase", "tests/store/test_fulltext.py"),
    Mutation(
        23,
        "store/connection.py",
        "if application != APPLICATION_ID and (application or version or tables):",
        "if False:",
        "tests/store/test_connection.py",
    ),
    Mutation(
        23,
        "store/connection.py",
        'connection.execute("PRAGMA trusted_schema = OFF")',
        "pass",
        "tests/store/test_connection.py",
    ),
    Mutation(
        23,
        "store/connection.py",
        "trouble = schema_difference(copy, version) or _quick_check(copy)",
        "trouble = _quick_check(copy)",
        "tests/library/test_hostile_library.py",
    ),
    Mutation(
        30,
        "store/schema.py",
        '"CREATE INDEX touched_copy ON touched (comment, what)",',
        "",
        "tests/store/test_rescuing.py",
    ),
    Mutation(
        24,
        "store/connection.py",
        'return "wal" if fixed else "delete"',
        'return "wal"',
        "tests/store/test_connection.py",
    ),
    Mutation(
        25,
        "store/writing.py",
        "        _insert_save(connection, number, read, original)\n",
        "        _insert_save(connection, number, read, original)\n"
        "        connection.execute('COMMIT')\n        connection.execute('BEGIN IMMEDIATE')\n",
        "tests/store/test_each_write.py",
    ),
    Mutation(
        26, "store/connection.py", 'SYNCHRONOUS = "EXTRA"', 'SYNCHRONOUS = "OFF"', "tests/store/test_connection.py"
    ),
    Mutation(
        27,
        "store/connection.py",
        "    sqlite3.SQLITE_FULL: (",
        "    -1: (",
        "tests/store/test_connection.py",
    ),
    Mutation(
        28, "store/connection.py", 'return _connect(path, "immutable=1")', "raise", "tests/store/test_connection.py"
    ),
    Mutation(
        29,
        "store/connection.py",
        'connection.execute("BEGIN IMMEDIATE")',
        'connection.execute("BEGIN")',
        "tests/store/test_connection.py",
    ),
    Mutation(
        30,
        "store/leaves.py",
        "_INDEX_LEAF, _INDEX_INNER = 13, 10, 2",
        "_INDEX_LEAF, _INDEX_INNER = 13, 99, 99",
        "tests/store/test_rescuing.py",
    ),
    Mutation(
        30,
        "store/originals.py",
        'result ^= int.from_bytes(part, "little")',
        'result |= int.from_bytes(part, "little")',
        "tests/store/test_backup.py",
    ),
    Mutation(
        31,
        "store/connection.py",
        "with transaction(path, connection, BUSY_TIMEOUT):",
        "if True:",
        "tests/store/test_schema.py",
    ),
    Mutation(32, "export/mbox.py", "    text = clean_line(text)\n", "", "tests/export/test_mbox.py"),
    Mutation(
        33,
        "export/markup.py",
        "return escape(clean_line(text))",
        "return clean_line(text)",
        "tests/export/test_html.py",
    ),
    Mutation(
        33,
        "export/markup.py",
        'href="{escape(address)}"',
        'href="{escape(address, quote=False)}"',
        "tests/export/test_html.py",
    ),
    Mutation(
        34,
        "export/markdown_spans.py",
        'return _SPECIAL.sub(r"\\\\\\g<0>", text)',
        "return text",
        "tests/export/test_markdown.py",
    ),
    Mutation(
        34,
        "export/markdown.py",
        'part_templates(clean("\\n\\n".join(parts)))',
        'clean("\\n\\n".join(parts))',
        "tests/export/test_markdown.py",
    ),
    Mutation(
        14,
        "library/files.py",
        " and not home.is_relative_to(folder.parent)",
        "",
        "tests/library/test_files.py",
    ),
    Mutation(30, "store/writing.py", "if not has_saves:", "if False:", "tests/store/test_rescuing.py"),
    Mutation(35, "library/files.py", "os.fsync(file.fileno())", "pass", "tests/library/test_files.py"),
    Mutation(
        36,
        "store/connection.py",
        "os.O_CREAT | os.O_RDWR, 0o600",
        "os.O_CREAT | os.O_RDWR, 0o644",
        "tests/store/test_connection.py",
    ),
    Mutation(38, "library/answers.py", "if type(value) is not expected:", "if False:", "tests/library/test_answers.py"),
    Mutation(
        40, "export/table.py", "isinstance(text, str) and _FORMULA.match(text)", "False", "tests/export/test_table.py"
    ),
    Mutation(
        43,
        "store/progress.py",
        "free = name if name not in stored or stored[name] == before.get(name) else new_id()",
        "free = name",
        "tests/store/test_progress.py",
    ),
    Mutation(44, "corpus/shard.py", " and outcome.sizes == sizes", "", "tests/corpus/test_extract.py"),
    Mutation(41, "export/epub.py", "text = text.replace(char, REPLACEMENT)", "pass", "tests/export/test_epub.py"),
    Mutation(
        39,
        "importer/article/body.py",
        "{name: _UnusedModule(name) for name in _UNUSED_MODULES}",
        "{}",
        "tests/cli/test_offline.py",
    ),
)


def main() -> int:
    """Run the mutations of the rows that are named, of all if none is."""
    rows = {int(row) for row in sys.argv[1:]}
    survived = 0
    for mutation in MUTATIONS:
        if not rows or mutation.row in rows:
            fails = _fails_without(mutation)
            survived += not fails
            print(
                f"{mutation.row:3} {'killed  ' if fails else 'SURVIVES'} {mutation.module}: {mutation.old}", flush=True
            )
    return min(survived, 1)


def _fails_without(mutation: Mutation) -> bool:
    """True if the tests fail in a copy without the defence."""
    with tempfile.TemporaryDirectory(prefix="threadreader-mutation-") as work:
        copy = Path(work)
        for name in ("src", "tests", "docs", "fuzz"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md"):
            shutil.copyfile(ROOT / name, copy / name)
        module = copy / _PACKAGE / mutation.module
        module.write_text(mutation.applied(module.read_text(encoding="utf-8")), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", mutation.tests]
        variables = os.environ | {"PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy / 'tests'}"}
        try:
            done = subprocess.run(command, cwd=copy, env=variables, capture_output=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return True
        return done.returncode == 1


if __name__ == "__main__":
    sys.exit(main())
