"""A thread as plain lines in reading order, for pipes, pagers, braille lines and speech; nothing depends on a column.

Each reply has a head with its number, author, time, whom it answers and its level (1 answers the article). With `speak`
a block is one line, and words stand in place of signs.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from threadreader.export import WORDLESS, Sources, sources_of
from threadreader.model.blocks import Blocks
from threadreader.model.page import Page
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_line, counted
from threadreader.model.thread import Comment, CommentId, Thread
from threadreader.render.blocks import render_blocks
from threadreader.render.dates import short_time
from threadreader.render.lines import Line, Role
from threadreader.render.width import wrap_text

_INDENT = "  "
_NOT_WRAPPED = 5_000  # columns, more than most paragraphs have; right-to-left lines are filled up to them
_SIGNS = {Role.QUOTE_BAR: "> ", Role.RULE: "-" * 8, Role.TABLE_RULE: " | "}
# What a listener is told where such lines begin; others need no word.
_SPOKEN = {Role.QUOTE_BAR: "quotation", Role.CODE: "code", Role.TABLE_HEADER: "table", Role.HEADING: "heading"}
_ENDING = frozenset(("quotation", "code"))


def linear_lines(
    exported: ParsedPage, width: int, *, speak: bool = False, start: CommentId | None = None
) -> Iterator[str]:
    """The lines of the article and of all replies, or from a reply on; prose is not wrapped at a width of 0."""
    thread, sources = exported.thread, sources_of(exported)
    first = 0 if start is None else thread.position[start]
    form, indent = (_spoken, "") if speak else (_written, _INDENT)
    if start is None:
        yield from _article_head(exported.page, thread, width, speak=speak)
        yield from form(thread.article.body, width, {})
    for index in range(first, len(thread.comments)):
        comment = thread.comments[index]
        yield ""
        yield from _wrapped(_head(exported, index, speak=speak), 0 if speak else width)
        if not comment.body:
            yield f"{indent}[{WORDLESS[comment.status]}]"
        body = form(comment.body, width and max(width - len(_INDENT), 1), sources.get(comment.id, {}))
        yield from (indent + line if line else line for line in body)


def _wrapped(text: str, width: int) -> Iterator[str]:
    line = clean_line(text)
    yield from (line[start:end] for start, end in wrap_text(line, width or _NOT_WRAPPED))


def _article_head(page: Page, thread: Thread, width: int, *, speak: bool) -> Iterator[str]:
    article = thread.article
    published = short_time(article.published_at, page.saves) if article.published_at else ""
    facts = [*(author.name for author in article.authors), published, page.site, counted(len(thread.comments))]
    yield from _wrapped(article.title or page.title or "Untitled page", width)
    yield from _wrapped(", ".join(filter(None, facts)) + "." * speak, width)
    if article.body:
        yield ""


def _name(comment: Comment) -> str:
    return comment.author.name if comment.author else "unknown author"


def _head(exported: ParsedPage, index: int, *, speak: bool) -> str:
    thread, number, level = exported.thread, index + 1, exported.thread.depths[index] + 1
    comment, parent = thread.comments[index], thread.parents[index]
    sign = "reply {} by {}" if speak else "#{} {}"
    answered = "the article" if parent < 0 else sign.format(parent + 1, _name(thread.comments[parent]))
    time = short_time(comment.posted_at, exported.page.saves) if comment.posted_at else ""
    name = _name(comment) + (", the author," if speak else " (author)") * comment.by_op
    if speak:
        return f"Reply {number}, level {level}. {name} replies to {answered}." + (f" {time}." if time else "")
    return ", ".join(filter(None, (f"#{number} {name}", time, f"replies to {answered}", f"level {level}")))


def _written(blocks: Blocks, width: int, sources: Sources) -> Iterator[str]:
    for line in _lines(blocks, width, sources):
        text, source = _cut_source(line)
        if text.runs or not source:
            yield clean("".join(_SIGNS.get(run.role, run.text) for run in text.runs)).rstrip()
        if source:
            yield f"{_INDENT}({clean_line(source)})"


def _lines(blocks: Blocks, width: int, sources: Sources) -> Iterable[Line]:
    tails = {path: ", ".join(source.name for source in named) for path, named in sources.items()}
    return render_blocks(blocks, width or _NOT_WRAPPED, tails=tails)


def _cut_source(line: Line) -> tuple[Line, str]:
    """A line without the name of its quotation's source, and that name."""
    if not line.runs or line.runs[-1].role is not Role.SOURCE:
        return line, ""
    before = line.runs[:-1]
    while before and before[-1].role is Role.PADDING:
        before = before[:-1]
    return Line(before, line.path), line.runs[-1].text


def _spoken(blocks: Blocks, _: int, sources: Sources) -> Iterator[str]:
    kind = ""
    for line in chain(_lines(blocks, 0, sources), (Line(),)):
        text, source = _cut_source(line)
        spoken = clean("".join(run.text for run in text.runs if run.role not in _SIGNS)).strip(" •")
        here = next((word for role, word in _SPOKEN.items() if role in {run.role for run in text.runs}), "")
        if here != kind and (spoken or not line.runs):
            if kind in _ENDING:
                yield f"End of {kind}."
            if here:
                yield f"{here.capitalize()}:"
            kind = here
        if spoken:
            yield spoken
        if source:
            yield f"From {clean_line(source).replace(' · ¶', ', paragraph ').replace(' #', ', reply ')}."
