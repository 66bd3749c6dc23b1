"""What the system and the program know of each other: files, and programs that are asked.

What runs `watch` from each login on, entries of the desktop, completions of shells, and the manual page.
"""

import argparse
import os
import plistlib
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from threadreader.cli.output import print_line, print_report
from threadreader.errors import ThreadreaderError
from threadreader.model.text import clean_line
from threadreader.paths import user_config, user_data

_TIMEOUT = 30  # seconds; a program of the system answers in one, or not at all
_UNIT = "threadreader-watch.service"
_AGENT = "threadreader.watch"


def install_service(arguments: argparse.Namespace, folders: Sequence[Path]) -> int:
    """Write a systemd user unit, or on macOS a launchd agent, that watches folders, and start it."""
    paths = [folder.expanduser().absolute() for folder in folders]
    for path in paths:
        if not path.is_dir():
            raise ThreadreaderError(str(path), "no such folder")
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "darwin":
        file.write_bytes(_agent(paths))
        run_program("launchctl", "bootout", f"gui/{os.getuid()}/{_AGENT}")
        trouble = run_program("launchctl", "bootstrap", f"gui/{os.getuid()}", str(file))
    else:
        file.write_text(_unit(paths), encoding="utf-8")
        _link(file).parent.mkdir(exist_ok=True)
        _link(file).unlink(missing_ok=True)
        # As `systemctl enable` does, which needs a systemd that answers.
        _link(file).symlink_to(file)
        trouble = run_program("systemctl", "--user", "daemon-reload") or run_program(
            "systemctl", "--user", "restart", _UNIT
        )
    watched = ", ".join(clean_line(str(path)) for path in paths)
    begins = f"from your next login ({clean_line(trouble)})" if trouble else "now and after each login"
    print_report(arguments, f"{clean_line(str(file))}: written; {watched}: watching {begins}")
    return 0


def uninstall_service(arguments: argparse.Namespace) -> int:
    """Stop to watch, and delete the file."""
    file = _file()
    if not file.exists():
        print_report(arguments, "no background watch is installed")
        return 0
    if sys.platform == "darwin":
        run_program("launchctl", "bootout", f"gui/{os.getuid()}/{_AGENT}")
    else:
        run_program("systemctl", "--user", "stop", _UNIT)
        _link(file).unlink(missing_ok=True)
    file.unlink()
    if sys.platform != "darwin":
        run_program("systemctl", "--user", "daemon-reload")
    print_report(arguments, f"{clean_line(str(file))}: deleted; background watch stopped")
    return 0


def _file() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{_AGENT}.plist"
    if sys.platform == "win32":
        raise ThreadreaderError("watch", "Windows has no such service", "start it from the Task Scheduler")
    return user_config() / "systemd" / "user" / _UNIT


def _link(unit: Path) -> Path:
    return unit.parent / "default.target.wants" / _UNIT


def _command(folders: Sequence[Path]) -> Sequence[str]:
    # -P: a module in the folder that it is begun in is none of the program.
    return [sys.executable, "-P", "-m", "threadreader", "watch", "--", *map(str, folders)]


def _environment() -> dict[str, str]:
    """The variables by which this program finds its library and itself."""
    return {name: os.environ[name] for name in ("THREADREADER_HOME", "PYTHONPATH") if name in os.environ}


def _unit(folders: Sequence[Path]) -> str:
    environment = "".join(f"Environment={_quote(f'{name}={value}')}\n" for name, value in _environment().items())
    return (
        "[Unit]\n"
        "Description=Import saved pages into the library of threadreader\n\n"
        "[Service]\n"
        f"ExecStart={' '.join(_quote(word).replace('$', '$$') for word in _command(folders))}\n"
        f"{environment}"
        "Nice=10\n"
        "Restart=on-failure\n"
        "RestartSec=60\n\n"
        "[Install]\n"
        "WantedBy=default.target\n"
    )


def _quote(word: str) -> str:
    """A word as systemd reads it: in quotes, with escapes, and no `%` that stands for something."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return (
        '"' + "".join(c if c.isprintable() else "".join(f"\\x{b:02x}" for b in os.fsencode(c)) for c in escaped) + '"'
    )


def _agent(folders: Sequence[Path]) -> bytes:
    agent = {
        "Label": _AGENT,
        "ProgramArguments": list(_command(folders)),
        "EnvironmentVariables": _environment(),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ProcessType": "Background",
    }
    return plistlib.dumps(agent)


_ENTRY = "threadreader.desktop"

_DESKTOP_FILES = {
    _ENTRY: "applications",
    "threadreader.svg": "icons/hicolor/scalable/apps",
    "threadreader.mime.xml": "mime/packages",
}
"""Files of this package, and the folders of the user's data that desktops look for them in."""


def change_desktop(arguments: argparse.Namespace) -> int:
    """Write the entries of the desktop for this user, or take them away."""
    if sys.platform in {"darwin", "win32"}:
        trouble = "this system has no freedesktop.org entries"
        raise ThreadreaderError("desktop", trouble, "choose threadreader in the Open With dialog")
    data = user_data()
    targets = {name: data / folder / name for name, folder in _DESKTOP_FILES.items()}
    before = {} if arguments.uninstall else _openers()
    for name, target in targets.items():
        if arguments.uninstall:
            target.unlink(missing_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_desktop_file(name), encoding="utf-8")
    # A desktop without these programs looks at the files themselves.
    for command in (("update-desktop-database", "applications"), ("update-mime-database", "mime")):
        run_program(command[0], str(data / command[1]))
    _keep_openers(before)
    done = "deleted" if arguments.uninstall else "written; file managers now offer threadreader for saved pages"
    print_report(arguments, f"{clean_line(', '.join(map(str, targets.values())))}: {done}")
    return 0


def _openers() -> dict[str, str]:
    """The entry that opens files of each kind that this program's entry names."""
    (kinds,) = re.findall(r"(?m)^MimeType=(.*);$", _desktop_file(_ENTRY))
    return {kind: ask_program("xdg-mime", "query", "default", kind) for kind in kinds.split(";")}


def _keep_openers(before: Mapping[str, str]) -> None:
    """Have what opened files until now do so: where nothing is set, entries of a user come before the system's."""
    now = _openers() if any(before.values()) else {}
    for kind, opener in before.items():
        if opener and now[kind] == _ENTRY != opener:
            user_config().mkdir(parents=True, exist_ok=True)
            run_program("xdg-mime", "default", opener, kind)


def _desktop_file(name: str) -> str:
    """A file of this package, with the place of this program in what starts it."""
    text = (files("threadreader") / "desktop" / name).read_text(encoding="utf-8")
    command = " ".join(map(_quote_for_desktop, [sys.executable, "-P", "-m", "threadreader"]))
    return text.replace("Exec=threadreader ", f"Exec={command} ")


def _quote_for_desktop(word: str) -> str:
    """A word as an entry of the desktop has it: in quotes, with escapes that are escaped once more."""
    quoted = "".join(f"\\{c}" if c in '"`$\\' else c for c in word.replace("%", "%%"))
    return '"' + quoted.replace("\\", "\\\\") + '"'


_COMPLETIONS = {"bash": "threadreader.bash", "zsh": "_threadreader", "fish": "threadreader.fish"}
_MANUAL_PAGE = "threadreader.1"

# More are not looked through in a terminal.
_MAX_THREADS = 500


def print_completion(arguments: argparse.Namespace) -> int:
    """Print a shell's completion, or the candidates that it asks for: a number and a title, or a name, a line."""
    if arguments.wanted in _COMPLETIONS:
        file = files("threadreader").joinpath("shell", _COMPLETIONS[arguments.wanted])
        sys.stdout.write(file.read_text(encoding="utf-8"))
    elif arguments.wanted == "threads":
        for line in _newest_threads():
            print_line(line)
    else:
        from threadreader.library.reading import list_adapters

        for name, *_ in list_adapters()[0]:
            print_line(name)
    return 0


def _newest_threads() -> list[str]:
    from threadreader.cli.page_argument import open_library, resolve_paths

    if not resolve_paths().library.exists():
        return []
    with open_library() as library:
        newest = library.threads(_MAX_THREADS, newest=True)
    return [f"{entry.number}\t{clean_line(entry.page.title) or 'Untitled page'}" for entry in newest]


def show_manual_page(_: argparse.Namespace) -> int:
    """Show the manual page by man on a terminal, else print its source."""
    page = files("threadreader").joinpath("shell", _MANUAL_PAGE)
    if sys.stdout.isatty() and shutil.which("man") and os.path.exists(str(page)):  # noqa: PTH110 - it may be in a zip
        return subprocess.run(["man", "-l", str(page)], check=False).returncode  # noqa: S603, S607
    sys.stdout.write(page.read_text(encoding="utf-8"))
    return 0


def run_program(*command: str) -> str:
    """Run a program of the system; returns the first line of what is wrong, "" for nothing."""
    try:
        done = _run(command)
    except FileNotFoundError:
        return f"{command[0]} is not installed"
    except (OSError, subprocess.TimeoutExpired):
        return f"{command[0]} does not answer"
    return (done.stderr.strip().splitlines() or [f"{command[0]} failed"])[0] if done.returncode else ""


def ask_program(*command: str) -> str:
    """What a program of the system prints; "" where there is none, or it does not answer."""
    try:
        return _run(command).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_TIMEOUT, check=False)  # noqa: S603
