"""What is written to a terminal so that a text is on its clipboard, also from inside tmux and GNU screen.

The terminal takes it as OSC 52. What stands between keeps that from it unless it is wrapped in a DCS, which it passes
on; tmux does so where `allow-passthrough` is set, and takes the plain one where `set-clipboard` is. Screen takes only
short strings, and shows the rest of a long one as text: each goes in pieces.
"""

import base64
from collections.abc import Mapping

_OPENED, _CLOSED = "\x1bP", "\x1b\\"
_LONGEST = 240
"""Bytes of a string that every screen takes."""


def copying(text: str, variables: Mapping[str, str]) -> str:
    """The sequences for a text, in the terminal that the environment tells of."""
    plain = f"\x1b]52;c;{base64.b64encode(text.encode(errors='replace')).decode()}\a"
    if _in_tmux(variables):
        escaped = plain.replace("\x1b", "\x1b\x1b")
        return f"{plain}{_OPENED}tmux;{escaped}{_CLOSED}"
    if _in_screen(variables):
        pieces = (plain[start : start + _LONGEST] for start in range(0, len(plain), _LONGEST))
        return "".join(f"{_OPENED}{piece}{_CLOSED}" for piece in pieces)
    return plain


def _in_tmux(variables: Mapping[str, str]) -> bool:
    return bool(variables.get("TMUX")) or variables.get("TERM", "").startswith("tmux")


def _in_screen(variables: Mapping[str, str]) -> bool:
    return bool(variables.get("STY")) or variables.get("TERM", "").startswith("screen")
