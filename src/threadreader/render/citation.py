"""Citations: a comment, an article or a passage of them with its source, as plain text, Markdown or BibTeX."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec import Struct

from threadreader.render.dates import short_iso


class Source(Struct, frozen=True):
    """Source of words: author, title of the page, day in ISO 8601, address; "" for what is not known.

    Of a whole comment or article there are no `words`.
    """

    author: str
    title: str
    day: str
    address: str
    words: str = ""
    is_comment: bool = False

    @property
    def work(self) -> str:
        """The title, with what kind of text it is the title of."""
        title = f"“{self.title}”" if self.title else "a page without a title"
        return f"comment on {title}" if self.is_comment else title

    @property
    def date(self) -> str:
        """The day as people write it."""
        return short_iso(self.day) if self.day else ""


def _plain(source: Source) -> str:
    line = ", ".join(filter(None, (source.author, source.work, source.date, source.address)))
    return f"“{source.words}”\n{line}" if source.words else line


_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$&]|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")


def _escaped(text: str) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\1", text.strip())


def _markdown(source: Source) -> str:
    author, work, date = map(_escaped, (source.author, source.work, source.date))
    # An angle bracket would end the address, and browsers write it so too.
    address = source.address.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("\\", "%5C")
    line = ", ".join(filter(None, (author, f"[{work}](<{address}>)" if address else work, date)))
    if not source.words:
        return line
    quoted = "\n".join(f"> {_escaped(each)}".rstrip() for each in source.words.split("\n"))
    return f"{quoted}\n>\n> — {line}"


_TEX: Mapping[int, str] = MappingProxyType(
    str.maketrans(
        {
            **{sign: f"\\{sign}" for sign in "&%$#_"},
            # Braces are counted, escaped ones too.
            "{": r"\textbraceleft{}",
            "}": r"\textbraceright{}",
            "~": r"\textasciitilde{}",
            "^": r"\textasciicircum{}",
            "\\": r"\textbackslash{}",
        }
    )
)


def _bibtex(source: Source) -> str:
    """An entry of BibLaTeX, whose address is read as it is."""
    family = re.sub(r"\W", "", source.author.split(" ")[-1]).lower() or "anonymous"
    fields = {
        "author": f"{{{source.author.translate(_TEX)}}}" if source.author else "",
        "title": source.work.translate(_TEX),
        "date": source.day,
        "url": source.address.replace("{", "%7B").replace("}", "%7D"),
        "note": " ".join(source.words.split()).translate(_TEX),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@online{{{family}{source.day[:4]},\n{lines}}}"


CITATION_FORMS: Mapping[str, Callable[[Source], str]] = {"plain": _plain, "Markdown": _markdown, "BibTeX": _bibtex}
"""Functions that write a citation, by the name of the form."""
