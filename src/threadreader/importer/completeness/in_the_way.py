"""Pages that a site shows instead of the one asked for, which people save without noticing."""

import re

from bs4 import Tag
from bs4.element import NavigableString, PageElement

_LONGEST = 2_000
"""What stands in the way says little."""

_SAYS = {
    "a check of the browser before it": (
        r"just a moment\.\.\.",
        r"attention required!? \| cloudflare",
        r"checking (?:if the site connection|your browser)",
        r"cloudflare ray id|ddos protection by",
    ),
    "Reddit's refusal to show it": (r"whoa there,? pardner|blocked by network security",),
    "a check whether a person reads it": (
        r"(?:are you|verify (?:that )?you(?: are|['\u2019]re)) (?:not )?(?:an? )?(?:robot|human)",
        r"unusual traffic from|press (?:and|&) hold|(?:complete|solve) (?:the|this) captcha",
    ),
    "the site's refusal to show it": (
        r"access (?:to this (?:page|resource) (?:on the server )?)?(?:is |has been )?(?:denied|forbidden)",
        r"403 forbidden|you have been blocked|request (?:was |has been )?blocked",
    ),
    "an error of the site": (
        r"(?:502|504) (?:bad gateway|gateway time-?out)|503 service (?:temporarily )?unavailable",
    ),
    "a notice that there is none": (
        r"404 not found|page (?:was )?not found|page (?:can ?not|couldn['\u2019]t) be found",
    ),
    "what a browser shows before its scripts run": (
        r"(?:please |you need to |must )?(?:enable|turn on|activate) javascript",
        r"requires javascript|javascript (?:is|must be) (?:disabled|required|enabled)",
    ),
}
_PATTERNS = tuple((re.compile("|".join(patterns), re.IGNORECASE), what) for what, patterns in _SAYS.items())
_LOG_IN = re.compile(
    r"\b(?:log|sign) ?in\b|anmelden|connexion|iniciar sesi|accedi|inloggen|войти",
    re.IGNORECASE,
)


def find_in_the_way(root: Tag) -> str | None:
    """What a page is instead of the one meant; None where it seems to be that one."""
    text, has_frames, has_password = _look(root)
    if has_frames:
        return "only the frame around other pages"
    if len(text) > _LONGEST:
        return None
    for pattern, what in _PATTERNS:
        if pattern.search(text):
            return what
    return "a page to log in" if has_password and _LOG_IN.search(text) else None


def _look(root: Tag) -> tuple[str, bool, bool]:
    """The text, as far as it may be short; whether there are frames, and a field for a password."""
    pieces: list[str] = []
    size, has_frames, has_password = 0, False, False
    stack: list[PageElement] = [root]
    while stack and size <= _LONGEST:
        node = stack.pop()
        if isinstance(node, Tag):
            has_frames = has_frames or node.name == "frameset"
            has_password = has_password or (node.name == "input" and node.attrs.get("type") == "password")
            if node.name not in ("script", "style", "template"):
                stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            words = " ".join(node.strip()[: 2 * _LONGEST].split())
            size += len(words)
            pieces.append(words)
    return " ".join(filter(None, pieces)), has_frames, has_password
