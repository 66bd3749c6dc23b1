"""Code: text that stays as it is typed."""

import re
from collections.abc import Callable

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.markup.attributes import attribute
from threadreader.model.blocks import CodeBlock
from threadreader.model.clean import clean, clean_line

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|brush:\s*|highlight-source-|sourceCode\s+)([\w+#.-]+)", re.IGNORECASE
)
_OWN_LINE = frozenset(("div", "li", "p", "tr"))
_NO_TEXT = frozenset(("script", "style", "template", "button", "textarea", "select"))


def read_code(tag: Tag, leave_out: Callable[[Tag], bool] | None) -> CodeBlock | None:
    """The code in a `<pre>`, None where there is none."""
    text = _verbatim(tag, leave_out).replace("\r\n", "\n").replace("\r", "\n")
    text = clean(text.replace("\f", "\n").removeprefix("\n")).rstrip()
    return CodeBlock(text, _language(tag)) if text.strip() else None


def _verbatim(top: Tag, leave_out: Callable[[Tag], bool] | None) -> str:
    pieces: list[str] = []
    stack: list[PageElement | str] = [*reversed(top.contents)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name == "br":
                pieces.append("\n")
            elif node.name not in _NO_TEXT and not (leave_out and leave_out(node)):
                if node.name in _OWN_LINE:
                    stack.append("\n")
                stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            pieces.append(str(node))
        elif type(node) is str and pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")
    return "".join(pieces)


def _language(tag: Tag) -> str | None:
    """The language that the tag, or the only `<code>` in it, names."""
    inner = tag.find("code", recursive=False)
    for named in (tag, inner):
        if isinstance(named, Tag):
            found = _LANGUAGE.search(attribute(named, "class") or "")
            name = found[1] if found else attribute(named, "data-lang") or attribute(named, "data-language")
            if name:
                return clean_line(name).lower() or None
    return None
