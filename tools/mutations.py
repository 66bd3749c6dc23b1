"""Takes each defence away in turn, in a copy of the source, and shows that a test fails without it.

`python -m mutations [--quick] [ROW ...]`: the rows are those of docs/threats.md; all takes some minutes. Exit 1 if a
defence can be taken away and its test passes, or if one fails with all of them. `tests/test_threats.py` sees to it that
every row has a mutation, and that every one still applies.

With --quick, no test is run that `pytest` alone leaves out: where its own test is one of these, a defence is taken away
from the quick tests of the package that it is in.
"""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import cache_from_source
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PACKAGE = Path("src/threadreader")
_SECONDS, _WAIT_SECONDS = 120, 1200
"""Of a processor, and of a clock on a busy machine: a test that does not end without its defence fails, too."""


_NO_TESTS = 5
"""The exit code of pytest where none is left."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A defence against the threat of a row: the text in a module that is replaced, and the test that then fails."""

    row: int
    module: str
    old: str
    new: str
    test: str

    def applied(self, source: str) -> str:
        """The source of the module without the defence. Raises ValueError if that is not there once."""
        if source.count(self.old) != 1:
            raise ValueError(f"row {self.row}: {self.module} has {self.old!r} {source.count(self.old)} times")
        return source.replace(self.old, self.new)


MUTATIONS: Sequence[Mutation] = (
    Mutation(
        1,
        "model/text.py",
        "text = _CONTROLS.sub(_control_picture, text)",
        "pass",
        "tests/model/test_text.py::test_body_text",
    ),
    Mutation(
        1,
        "tui/widgets/__init__.py",
        "Strip.render = _render_cleaned",
        "",
        "tests/cli/test_hostile_library.py::test_no_screen_writes_an_escape_of_the_library[thread]",
    ),
    Mutation(
        2,
        "model/text.py",
        "else REPLACEMENT  # noqa: PLR2004 - DEL",
        'else ""',
        "tests/model/test_text.py::test_body_text",
    ),
    Mutation(
        4,
        "tui/app.py",
        "self._copied = text = clean(text)",
        "self._copied = text",
        "tests/tui/test_effects.py::test_no_control_goes_to_the_clipboard",
    ),
    Mutation(
        5,
        "tui/terminal.py",
        "parts.append(part)",
        "parts.append(part.replace('\\u241b', '\\x1b'))",
        "tests/tui/test_paste.py::test_escapes_in_a_paste_are_pictures",
    ),
    Mutation(
        6,
        "tui/app.py",
        'Text.assemble((page.title or Path(page.name).name or "Untitled page", "bold"), "\\n", (facts, "dim"))',
        'Text.from_markup(f"{page.title} {facts}")',
        "tests/tui/screens/test_pages.py::test_titles_are_no_markup_and_may_be_missing",
    ),
    Mutation(
        7,
        "model/text.py",
        "text = _MISLEADING.sub(REPLACEMENT, text)",
        "pass",
        "tests/model/test_text.py::test_body_text",
    ),
    Mutation(
        8,
        "session/actions/links.py",
        '.encode("idna").decode("ascii")',
        "",
        "tests/session/actions/test_links.py::test_whom_an_address_leads_to_is_named_as_it_is",
    ),
    Mutation(
        9,
        "library/processes.py",
        "if Path(each) == _PACKAGES or (Path(each).is_absolute() and not _is_here(each))",
        "",
        "tests/tui/test_background.py::test_a_program_in_the_current_folder_is_found",
    ),
    Mutation(
        10,
        "session/actions/links.py",
        'frozenset({"http", "https", "mailto"})',
        'frozenset({"http", "https", "mailto", "file", "javascript"})',
        "tests/session/actions/test_links.py::test_no_other_scheme_is_opened",
    ),
    Mutation(
        10, "model/text.py", "if _RUNS_CODE.match(address):", "if False:", "tests/model/test_text.py::test_addresses"
    ),
    Mutation(
        11,
        "library/processes.py",
        '("-I", "-X",',
        '("-X",',
        "tests/tui/test_background.py::test_no_module_in_the_current_folder_runs",
    ),
    Mutation(
        12,
        "importer/container/compression.py",
        "return unpacked > _MIN_BOMB_BYTES and unpacked > packed * _MAX_RATIO",
        "return False",
        "tests/importer/container/test_bad_files.py::test_a_bomb_is_known_before_it_has_gone_off",
    ),
    Mutation(
        13,
        "importer/container/zip_archive.py",
        "if _overlap(archive.infolist()):",
        "if False:",
        "tests/importer/container/test_bad_files.py::test_members_that_lie_on_one_another_are_refused",
    ),
    Mutation(
        14,
        "library/files.py",
        "and not home.is_relative_to(folder.parent)",
        "",
        "tests/library/test_files.py::test_a_home_is_no_mirror_whatever_its_name",
    ),
    Mutation(
        15,
        "importer/container/archives.py",
        "while stack and count < _MAX_PARTS:",
        "while stack:",
        "tests/importer/container/test_bad_files.py::test_parts_in_parts_are_bounded_together",
    ),
    Mutation(
        16,
        "library/sandbox.py",
        "_set_limit(resource.RLIMIT_AS,",
        "(lambda *_: None)(0,",
        "tests/library/test_sandbox.py::test_work_that_takes_too_much_memory_is_given_up",
    ),
    Mutation(
        16,
        "library/reading.py",
        "if is_crowded(container.html):",
        "if False:",
        "tests/library/test_bombs.py::test_no_bomb_takes_the_memory_of_any_process",
    ),
    Mutation(
        16,
        "importer/html/parser.py",
        "if is_crowded(html):",
        "if False:",
        "tests/importer/html/test_parser.py::test_of_a_page_of_nothing_but_tags_the_beginning_is_read",
    ),
    Mutation(
        17,
        "library/layers/__init__.py",
        "landlock.restrict([*program_paths(), *readable])",
        "pass",
        "tests/library/test_layers.py::test_without_a_filter_nothing_is_written_or_run",
    ),
    Mutation(
        17,
        "library/importing.py",
        "if not lacks_fork():",
        "if True:",
        "tests/library/test_processes.py::test_bytes_that_are_there_are_handed_over",
    ),
    Mutation(
        17,
        "library/layers/__init__.py",
        "seccomp.restrict()",
        "pass",
        "tests/library/test_layers.py::test_with_all_layers_nothing_is_changed_run_or_sent",
    ),
    Mutation(
        19,
        "importer/container/archives.py",
        "if _count_objects(data) > _MAX_OBJECTS:",
        "if False:",
        "tests/importer/container/test_bad_files.py::test_a_property_list_of_very_many_objects_is_not_made",
    ),
    Mutation(
        20,
        "export/json.py",
        "_Count = Annotated[int, Meta(ge=0, le=MAX_NUMBER)]",
        "_Count = int",
        "tests/export/test_json.py::test_a_number_that_no_page_has_is_refused",
    ),
    Mutation(
        21,
        "store/search.py",
        """re.sub('["\\0]', " ", phrase)""",
        "phrase",
        "tests/store/test_fulltext.py::test_nothing_that_is_typed_is_a_mistake_to_the_database",
    ),
    Mutation(
        23,
        "store/connection.py",
        "if application != schema.APPLICATION_ID and (application or version or tables):",
        "if False:",
        "tests/store/test_connection.py::test_the_database_of_another_program_is_refused",
    ),
    Mutation(
        23,
        "store/connection.py",
        'connection.execute("PRAGMA trusted_schema = OFF")',
        "pass",
        "tests/store/test_connection.py::test_the_connection_is_careful",
    ),
    Mutation(
        23,
        "store/connection.py",
        "trouble = schema.schema_difference(copy, version) or quick_check(copy)",
        "trouble = quick_check(copy)",
        "tests/library/test_hostile_library.py::test_no_such_backup_replaces_a_library[an index that is not ours]",
    ),
    Mutation(
        24,
        "store/connection.py",
        'return "delete" if known_bug(version) else "wal"',
        'return "wal"',
        "tests/store/test_connection.py::test_a_write_ahead_log_is_used_only_where_it_is_safe",
    ),
    Mutation(
        25,
        "store/writing.py",
        "        _insert_save(connection, number, read, original)\n",
        "        _insert_save(connection, number, read, original)\n"
        "        connection.execute('COMMIT')\n        connection.execute('BEGIN IMMEDIATE')\n",
        "tests/store/test_each_write.py::test_a_kill_or_a_loss_of_power_at_any_call_loses_nothing_that_was_told",
    ),
    Mutation(
        26,
        "store/connection.py",
        'SYNCHRONOUS = "EXTRA"',
        'SYNCHRONOUS = "OFF"',
        "tests/store/test_connection.py::test_the_connection_is_careful",
    ),
    Mutation(
        27,
        "store/connection.py",
        "    sqlite3.SQLITE_FULL: (",
        "    -1: (",
        "tests/store/test_connection.py::test_a_full_disk_is_named_and_loses_nothing",
    ),
    Mutation(
        28,
        "store/connection.py",
        'return _connect(path, "immutable=1")',
        "raise",
        "tests/store/test_connection.py::test_a_library_that_cannot_be_written_is_read",
    ),
    Mutation(
        29,
        "store/connection.py",
        'connection.execute("BEGIN IMMEDIATE")',
        'connection.execute("BEGIN")',
        "tests/store/test_connection.py::test_another_writer_is_waited_for_and_then_named",
    ),
    Mutation(
        31,
        "store/connection.py",
        "with upgrading() if version else nullcontext(), transaction(path, connection, BUSY_TIMEOUT):",
        "if True:",
        "tests/store/test_schema.py::test_an_upgrade_that_is_stopped_half_way_leaves_the_library_as_it_was",
    ),
    Mutation(
        32,
        "export/mbox.py",
        "    text = clean_line(text)\n",
        "",
        "tests/export/test_mbox.py::test_a_name_or_a_title_is_no_header",
    ),
    Mutation(
        33,
        "export/markup.py",
        "return escape(clean_line(text))",
        "return clean_line(text)",
        "tests/export/test_html.py::test_no_quotation_mark_ends_an_attribute",
    ),
    Mutation(
        33,
        "export/markup.py",
        'title="{escape(address or "")}"',
        'title="{escape(address or "", quote=False)}"',
        "tests/export/test_html.py::test_no_quotation_mark_ends_an_attribute",
    ),
    Mutation(
        34,
        "export/markdown.py",
        'return _SPECIAL.sub(r"\\\\\\g<0>", text)',
        "return text",
        "tests/export/test_markdown.py::test_words_that_look_like_markup_are_words",
    ),
    Mutation(
        34,
        "export/markdown.py",
        'part_templates(clean("\\n\\n".join(filter(None, parts))))',
        'clean("\\n\\n".join(filter(None, parts)))',
        "tests/export/test_markdown.py::test_no_template_is_written",
    ),
    Mutation(
        30,
        "store/writing.py",
        "if not has_saves:",
        "if False:",
        "tests/store/test_rescuing.py::test_a_page_that_is_imported_again_has_what_the_user_did_there",
    ),
    Mutation(
        30,
        "store/backup.py",
        "if row is None or not is_original(digest, row[0]):",
        "if False:",
        "tests/store/test_rescuing.py::test_of_a_save_whose_bytes_are_lost_the_name_is_said",
    ),
    Mutation(
        30,
        "library/backups.py",
        "if read.read() != text:",
        "if False:",
        "tests/library/test_backups.py::test_what_is_not_as_it_was_written_is_not_kept",
    ),
    Mutation(
        48,
        "store/addresses.py",
        'if _host(bare_address(comment.permalink or "")) == host else []',
        "",
        "tests/store/test_addresses.py::test_a_comment_is_found_by_its_permalink_on_the_same_site",
    ),
    Mutation(
        48,
        "store/encoding.py",
        "return convert(rows, list[kind])",
        "return list(rows)",
        "tests/store/test_addresses.py::test_rows_of_a_library_of_somebody_else_are_checked",
    ),
    Mutation(
        48,
        "store/addresses.py",
        "islice(dict.fromkeys(rows), _MAX_ROWS)",
        "dict.fromkeys(rows)",
        "tests/store/test_addresses.py::test_a_page_has_a_bounded_number_of_links",
    ),
    Mutation(
        49,
        "store/listing.py",
        "return self._database.records(tuple[str, int, _Count], statement, field)",
        "return self._database.rows(statement, field)",
        "tests/store/test_entries.py::test_what_somebody_else_put_in_the_list_is_an_error",
    ),
    Mutation(
        49,
        "library/maintenance.py",
        "if not is_list_consistent(database):",
        "if False:",
        "tests/store/test_entries.py::test_check_makes_the_list_again",
    ),
    Mutation(
        35,
        "store/files.py",
        "os.fsync(file.fileno())",
        "pass",
        "tests/library/test_files.py::test_an_export_that_fails_leaves_nothing",
    ),
    Mutation(
        35,
        "library/files.py",
        "return target.is_fifo() or target.is_char_device()",
        "return target.is_fifo()",
        "tests/library/test_files.py::test_an_export_to_a_device_leaves_it_a_device",
    ),
    Mutation(
        36,
        "store/connection.py",
        "os.O_CREAT | os.O_RDWR, 0o600",
        "os.O_CREAT | os.O_RDWR, 0o644",
        "tests/store/test_connection.py::test_only_its_owner_can_read_it",
    ),
    Mutation(
        38,
        "library/answers.py",
        "return _decoder(form).decode(data)",
        "return msgspec.json.decode(data)",
        "tests/library/test_answers.py::test_what_is_not_declared_does_not_come_out",
    ),
    Mutation(
        40,
        "export/table.py",
        "isinstance(text, str) and _FORMULA.match(text)",
        "False",
        "tests/export/test_table.py::test_no_cell_is_a_formula",
    ),
    Mutation(
        43,
        "store/progress.py",
        "free = name if name not in stored or stored[name] == before.get(name) else new_id()",
        "free = name",
        "tests/store/test_progress.py::test_a_note_that_two_windows_changed_at_once_is_kept_as_both_wrote_it",
    ),
    Mutation(
        44,
        "corpus/shard.py",
        " and outcome.sizes == sizes",
        "",
        "tests/corpus/test_extract_many.py::test_a_shard_that_somebody_has_half_written_is_named_and_made_again",
    ),
    Mutation(
        46,
        "config.py",
        "            shlex.split(value)\n",
        "            pass\n",
        "tests/test_config.py::test_a_wrong_setting_is_named_with_its_file_and_the_others_are_taken",
    ),
    Mutation(
        46,
        "tui/screens/main.py",
        "piece = clean(decoder.decode(chunk, final=not chunk))",
        "piece = decoder.decode(chunk, final=not chunk)",
        "tests/tui/test_piping.py::test_what_is_no_text_and_what_would_command_the_terminal_is_made_visible",
    ),
    Mutation(
        46,
        "tui/screens/main.py",
        "os.killpg(process.pid, signal.SIGKILL)",
        "process.kill()",
        "tests/tui/test_piping.py::test_one_that_never_ends_is_killed_with_its_children",
    ),
    Mutation(
        23,
        "store/encoding.py",
        "if len(set(columns.ids)) < len(columns.ids):",
        "if False:",
        "tests/store/test_encoding.py::test_columns_that_no_thread_has_are_no_skeleton[ids-column0]",
    ),
    Mutation(
        41,
        "export/markup.py",
        '.replace("\\ufffe", REPLACEMENT).replace("\\uffff", REPLACEMENT)',
        "",
        "tests/export/test_epub.py::test_what_no_xml_may_hold_is_replaced",
    ),
    Mutation(
        39,
        "importer/article/body.py",
        "from bs4 import Tag\n",
        "from bs4 import Tag\nfrom socket import socket\n\nsocket()\n",
        "tests/cli/test_offline.py::test_no_page_makes_a_command_open_a_socket",
    ),
    Mutation(
        3,
        "tui/theme.py",
        "return Style.parse(self.link) + Style(underline=True)",
        'return Style.parse(self.link) + Style(underline=True, link="https://a.example/")',
        "tests/cli/test_hostile_library.py::test_a_first_frame_writes_none_either",
    ),
    Mutation(
        14,
        "corpus/plan.py",
        'if part.strip(".")]',
        "if part]",
        "tests/corpus/test_plan.py::test_a_wrong_index_is_named",
    ),
    Mutation(
        18,
        "importer/container/archives.py",
        "archive = plistlib.loads(data)",
        "plistlib._PlistParser.handle_entity_decl = lambda *_: None; archive = plistlib.loads(data)",
        "tests/importer/container/test_bad_files.py::test_property_lists_that_are_traps_are_refused",
    ),
    Mutation(
        22,
        "store/progress.py",
        'connection.execute("SELECT id FROM reading WHERE page = ?", (page,)).fetchone()',
        """connection.execute(f"SELECT id FROM reading WHERE page = '{page}'").fetchone()""",
        "tests/store/test_progress.py::test_an_id_that_looks_like_a_statement_is_an_id",
    ),
    Mutation(
        23,
        "model/wire.py",
        "    title: str\n    authors: tuple[Author, ...]\n",
        "    title: object\n    authors: tuple[Author, ...]\n",
        "tests/library/test_hostile_library.py::test_what_is_packed_is_checked_and_mended[a title that is a number]",
    ),
    Mutation(
        23,
        "store/threads.py",
        "if tuple([comment.id for comment in comments]) != self.skeleton.ids[start : start + CHUNK_SIZE]:",
        "if False:",
        "tests/library/test_hostile_library.py::test_what_is_packed_is_checked_and_mended[another comment]",
    ),
    Mutation(
        23,
        "store/encoding.py",
        "return decode(first, type=list[str])",
        "return decode(first)",
        "tests/library/test_hostile_library.py::test_what_is_packed_is_checked_and_mended[texts that are numbers]",
    ),
    Mutation(
        37,
        "../../pyproject.toml",
        "[tool.hatch.build.targets.sdist]",
        "[tool.hatch.build]\nreproducible = false\n\n[tool.hatch.build.targets.sdist]",
        "tests/test_packaging.py::test_what_is_built_twice_is_equal",
    ),
    Mutation(
        42,
        "export/text.py",
        'f" {line}" if',
        "line if",
        "tests/export/test_hostile.py::test_every_file_is_valid",
    ),
    Mutation(
        45,
        "export/dump.py",
        "[clean(each) if isinstance(each, str) else each for each in convert(values, KINDS[kind])]",
        "list(convert(values, KINDS[kind]))",
        "tests/export/test_dump.py::test_texts_are_cleaned",
    ),
    Mutation(
        45,
        "export/dump.py",
        'case _:\n                raise StoreError(name, f"line {number}',
        'case _ if version > VERSION:\n                raise StoreError(name, f"line {number}',
        "tests/library/test_read_state.py::test_a_dump_with_a_bad_line_changes_nothing",
    ),
    Mutation(
        47,
        "library/refresh.py",
        "        if not rest:\n",
        "        if not saves:\n",
        "tests/library/test_saves.py::test_the_only_save_is_the_thread",
    ),
    Mutation(
        47,
        "store/writing.py",
        '        connection.execute("DELETE FROM save WHERE digest = ?", (without,))\n',
        "",
        "tests/library/test_saves.py::test_a_dropped_save_takes_its_replies_and_nothing_that_the_reader_did",
    ),
    Mutation(
        50,
        "importer/mask/page.py",
        "if self._vocabulary.has_name(word) or (",
        "if word.islower() or (",
        "tests/importer/mask/test_mask.py::test_words_of_no_list_never_come_through",
    ),
    Mutation(
        50,
        "importer/mask/page.py",
        'cut = token.find("=") + 1 if is_person else person.end() if person else len(token)',
        "cut = len(token)",
        "tests/importer/mask/test_mask.py::test_an_account_that_sites_print_goes_too",
    ),
    Mutation(
        50,
        "importer/mask/page.py",
        "{self._words.name(clean(str(each))): inner",
        "{str(each): inner",
        "tests/cli/test_report.py::test_accounts_and_words_of_json_are_not_in_it",
    ),
    Mutation(
        51,
        "importer/mask/__init__.py",
        "return clean(_provenance(container, document, words) + write(document) + ",
        "return (_provenance(container, document, words) + write(document) + ",
        "tests/cli/test_report.py::test_nothing_in_it_commands_a_terminal",
    ),
    Mutation(
        52,
        "cli/tabs.py",
        "if request.host not in hosts or not is_own:",
        "if False:",
        "tests/cli/test_serve.py::test_other_pages_and_names_are_refused",
    ),
    Mutation(
        52,
        "cli/tabs.py",
        "request.path.startswith(self._root) and not compare_digest(known, self._cookie.encode())",
        "False",
        "tests/cli/test_serve.py::test_an_address_works_once_and_is_gone_after_it",
    ),
    Mutation(
        52,
        "cli/tabs.py",
        "        self._renew()\n        self.admitted.set()",
        "        self._on_address(self.address)\n        self.admitted.set()",
        "tests/cli/test_serve.py::test_an_address_works_once_and_is_gone_after_it",
    ),
)


def main() -> int:
    """Run the mutations of the rows that are named, of all if none is."""
    quick = "--quick" in sys.argv
    rows = {int(row) for row in sys.argv[1:] if row != "--quick"}
    chosen = [mutation for mutation in MUTATIONS if not rows or mutation.row in rows]
    with tempfile.TemporaryDirectory(prefix="threadreader-mutation-") as work:
        copy = _copied(Path(work))
        survived = 0
        for mutation in chosen:
            began = time.monotonic()
            tests = _quick_tests(copy, mutation) if quick else [mutation.test]
            failure = "" if _failure(copy, tests) else _failure_without(copy, mutation, tests)
            survived += not failure
            end = f"{time.monotonic() - began:5.1f} s  {failure or 'SURVIVES'}"
            print(f"{mutation.row:3} {end}  {mutation.module}: {mutation.old}", flush=True)
    print(f"{len(chosen) - survived} of {len(chosen)} killed")
    return min(survived, 1)


def _copied(folder: Path) -> Path:
    return Path(shutil.copytree(ROOT, folder / "copy", ignore=shutil.ignore_patterns(".*", "__pycache__", "dist")))


def _quick_tests(copy: Path, mutation: Mutation) -> list[str]:
    """The test of a mutation if it is quick, else all that are and are of the same package."""
    alone = ["-m", "quick", mutation.test]
    if _run(copy, ["--collect-only", *alone])[0] != _NO_TESTS:
        return alone
    package = Path("tests", Path(mutation.module).parts[0])
    return ["-m", "quick", str(package if (copy / package).is_dir() else package.parent)]


def _failure_without(copy: Path, mutation: Mutation, tests: Sequence[str]) -> str:
    """How the tests fail in a copy from which the defence is taken for as long; nothing if they pass."""
    module = copy / _PACKAGE / mutation.module
    source = module.read_text(encoding="utf-8")
    module.write_text(mutation.applied(source), encoding="utf-8")
    # Bytecode is told from its source by whole seconds and size.
    Path(cache_from_source(str(module))).unlink(missing_ok=True)
    try:
        return _failure(copy, tests)
    finally:
        module.write_text(source, encoding="utf-8")
        Path(cache_from_source(str(module))).unlink(missing_ok=True)


def _failure(copy: Path, tests: Sequence[str]) -> str:
    """How tests fail in a copy; nothing if they pass, or if there are none."""
    status, output = _run(copy, tests)
    if status in {None, -signal.SIGXCPU, -signal.SIGKILL}:
        return "does not end"
    if status in {0, _NO_TESTS}:
        return ""
    if status != 1:
        raise ValueError(f"exit {status}: {output}")
    return "\n".join(re.findall(r"^(?:FAILED|ERROR) (\S+)", output, re.MULTILINE))


def _run(copy: Path, arguments: Sequence[str]) -> tuple[int | None, str]:
    """Exit code of pytest, or None if it does not end, and what it says."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", *arguments]
    variables = os.environ | {"PYTHONPATH": os.pathsep.join(str(copy / each) for each in ("src", "tools", "tests"))}
    # Compiled once and not for every mutation and every process that it starts.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    with subprocess.Popen(
        command,
        cwd=copy,
        env=variables,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_CPU, (_SECONDS, _SECONDS)),  # noqa: PLW1509 - no threads
    ) as ran:
        try:
            output, _ = ran.communicate(timeout=_WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(ran.pid, signal.SIGKILL)
            return None, ""
    return ran.returncode, output


if __name__ == "__main__":
    sys.exit(main())
