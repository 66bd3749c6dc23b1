"""Words as Markdown: nothing in them is markup, and marks and links show in every program that reads Markdown."""

import re
from collections.abc import Sequence

from threadreader.model.blocks import Marks, Span
from threadreader.model.text import is_relative

# What begins markup: that of CommonMark and GitHub, and the math, tags, block ids, comments, highlights and fields of
# programs that keep notes.
_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$^]|#(?=\w|#*\s*$)|%(?=%|$)|=(?==|$)|:(?=:)|!$")
_SPECIAL_AT_START = re.compile(r"^(\s*(?:\d{1,9}(?=[.)]))?)([#+=.)-])", re.MULTILINE)
_TICKS = re.compile("`+")
_UNSAFE_IN_ADDRESS = re.compile(r"[<>\\\s|]|&(?=#?\w+;)")
# In a value of HTML: what is markup of some program there still, and not in the words of a time or the name of a class.
_UNSAFE_IN_VALUE = re.compile(r"[^\w .+:-]|:(?=:)|-(?=-)")
# Programs that keep notes run some of what they show: Obsidian's Dataview code that begins with `=` or `$=`, and fences
# of its name, Templater what stands between `<%` and `%>`, wherever that is. With a character without width it is text.
_RUN_BY_NOTES = re.compile(r"(?=\s*\$?=)")
_TEMPLATE, _APART = "<%", "\N{WORD JOINER}"
_DELIMITERS = ((Marks.STRIKE, "~~", "s"), (Marks.STRONG, "**", "strong"), (Marks.EMPHASIS, "*", "em"))
BREAK = "\\\n"


def escape(text: str) -> str:
    """Text with no markup in it, wherever in a line but at its start."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def escape_starts(markdown: str) -> str:
    """Lines of a paragraph of which none begins as another block does."""
    return _SPECIAL_AT_START.sub(r"\1\\\2", markdown.lstrip(" \t"))


def attribute(text: str) -> str:
    """Text as the value of an attribute of HTML in Markdown."""
    return _UNSAFE_IN_VALUE.sub(lambda match: f"&#{ord(match[0])};", text)


def part_templates(text: str) -> str:
    """Text in which no program that keeps notes finds a template."""
    return text.replace(_TEMPLATE, _APART.join(_TEMPLATE))


def link(markdown: str, address: str | None) -> str:
    """Link to an address, unless it is relative: it would be relative to the exported file."""
    if address is None or is_relative(address):
        return markdown
    return f"[{markdown}](<{_UNSAFE_IN_ADDRESS.sub(lambda match: f'%{ord(match[0]):02X}', address)}>)"


def inline(spans: Sequence[Span]) -> str:
    """Spans as Markdown; a line break is a backslash at the end of a line, and nothing where nothing follows."""
    end = len(spans)
    while end and spans[end - 1].text.isspace():
        end -= 1
    parts = [""]
    for span in spans[:end]:
        parts.append(BREAK if Marks.BREAK in span.marks else _span(span, parts[-1][-1:]))
    return "".join(parts)


def one_line(markdown: str) -> str:
    """Markdown of spans on one line."""
    return markdown.replace(BREAK, "<br>").replace("\n", " ")


def _span(span: Span, before: str) -> str:
    """A span behind the character `before`."""
    text = span.text.strip(" ")
    if not text:
        return span.text
    left, _, right = span.text.partition(text)
    before = left[-1:] or before
    markdown = _code(text, before) if Marks.CODE in span.marks else escape(text)
    marks = [(delimiter, tag) for mark, delimiter, tag in _DELIMITERS if mark in span.marks]
    # Delimiters count where they stand between a space or sign and a letter: elsewhere, tags.
    are_tags = not (text[0].isalnum() and text[-1].isalnum() and markdown[0] != "`") or before in {"*", "~"}
    are_tags = are_tags or (len(marks) > 1 and Marks.STRIKE in span.marks)
    for delimiter, tag in marks:
        markdown = f"<{tag}>{markdown}</{tag}>" if are_tags else f"{delimiter}{markdown}{delimiter}"
    return left + link(markdown, span.href) + right


def _code(text: str, before: str) -> str:
    if _RUN_BY_NOTES.match(text):
        text = _APART + text
    if before == "`" or "|" in text:
        return f"<code>{escape(text)}</code>"
    ticks = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"
