"""HTML export: one self-contained file without scripts and without anything that a browser would fetch.

Replies are nested lists of articles that fold, with the microdata of schema.org; what quotes and what is quoted are
linked. Type, measure and guides are in `templates/page.css`, and what is shared with books in `body.css`.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import nlargest
from urllib.parse import unquote

from threadreader.export import NO_LABELS, WORDLESS, Labels, direction_of
from threadreader.export.markup import (
    MAX_HEADING,
    BodyWriter,
    author_name,
    facts_line,
    language_of,
    line,
    outward_link,
    pictures_of,
    template,
    time_of,
    valid_address,
)
from threadreader.model.blocks import own_text
from threadreader.model.page import EXPORT_ADAPTER
from threadreader.model.quote import NOBODY
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_line, counted
from threadreader.model.thread import Comment, Kind, Status, Thread
from threadreader.render.dates import short_save, short_time

# Levels of replies that are nested; each takes four elements of the 512 that browsers nest, and of the 256 of libxml2.
# Deeper ones are flat there, and say whom they answer.
MAX_NESTED = 24

# Levels that are indented in full: those below have narrow guides, so that twenty leave room on a phone.
_MAX_INDENTED = 8

# Branches and people that are listed, the largest of more; characters of what a branch begins with.
_MAX_LISTED, _MAX_WORDS = 100, 80

_DISCUSSED = ' class="discussed"'
"""What tells the link to a page that is discussed when the export is read again."""


def export_html(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS) -> str:
    """Write the thread as an HTML document."""
    saved = pictures_of(exported).items()
    pictures = {src: f"data:{each.media_type};base64,{b64encode(each.content).decode()}" for src, each in saved}
    writer = BodyWriter(exported, pictures=pictures)
    lines = [
        *article_lines(exported, writer),
        *_contents(exported.thread, writer),
        *_replies(exported, writer, labels),
    ]
    style = template("body.css") + template("page.css")
    return clean(template("page.html", **head_of(exported), style=style, lines="\n".join(lines)))


def title_of(exported: ParsedPage) -> str:
    """The title of the article, or else of the page."""
    return clean_line(exported.thread.article.title or exported.page.title) or "Untitled"


def article_lines(exported: ParsedPage, writer: BodyWriter) -> Iterator[str]:
    """The article, with its title, its byline, and what is known of the page and its save."""
    page, article = exported.page, exported.thread.article
    facts = [author_name(author) for author in article.authors]
    facts += [time_of(article.published_at)] if article.published_at and article.published_at.iso else []
    if article.link:
        facts.append(f"about {outward_link(article.link, line(unquote(article.link)), _DISCUSSED)}")
    yield '<article id="article">\n<header>'
    if page.site:
        yield f'<p class="site">{line(page.site)}</p>'
    yield f'<h1 itemprop="headline" dir="auto">{line(title_of(exported))}</h1>'
    if facts:
        yield f'<p class="byline">{facts_line(facts)}</p>'
    yield f'</header>\n<p class="about">{facts_line(_about(exported))}</p>'
    yield '<div class="text" itemprop="text" dir="auto">'
    yield from writer.body(None, article.body, 1)
    yield "</div>\n</article>"


def _about(exported: ParsedPage) -> Iterator[str]:
    """How many replies of those on the page are here, when the page was saved, and where it is."""
    page, save = exported.page, exported.page.newest
    here = sum(comment.status is not Status.MISSING for comment in exported.thread.comments)
    declared = page.declared_count
    of_all = "" if here == declared else f"{here:,} of "
    yield counted(here) if declared is None else f'{of_all}<span class="count">{declared}</span> replies'
    if save and (save.saved_at or save.imported_at):
        yield f"{'saved' if save.saved_at else 'imported'} {short_save(save)}"
    if page.url:
        yield outward_link(page.url, line(page.url), ' itemprop="url"')


def head_of(exported: ParsedPage) -> dict[str, str]:
    """What the head of a page or of a chapter says, by its place in the template."""
    page, save = exported.page, exported.page.newest
    address = valid_address(page.url) if page.url else None
    origin = [
        f'<meta name="generator" content="{EXPORT_ADAPTER}"/>',
        *([f'<meta property="og:site_name" content="{line(page.site)}"/>'] if page.site else []),
        *([f'<link rel="canonical" href="{line(address)}"/>'] if address else []),
    ]
    return {
        "language": language_of(exported),
        "direction": direction_of(exported.thread),
        "saved": f" saved date: {save.saved_at.isoformat()}" if save and save.saved_at else "",
        "title": line(page.title) or line(title_of(exported)),
        "origin": "\n".join(origin),
    }


def _contents(thread: Thread, writer: BodyWriter) -> Iterator[str]:
    """The branches and the people, each with a count, those with the most where there are many."""
    roots = [index for index, parent in enumerate(thread.parents) if parent < 0]
    names = [clean_line(comment.author.name) if comment.author else "" for comment in thread.comments]
    people = Counter(filter(None, names)).most_common()
    if len(roots) < 2:  # noqa: PLR2004 - of one branch, its head says it all
        return
    yield f"<nav>\n<details>\n{_summary('Participants', people)}\n<ul>"
    first = {name: index for index, name in reversed([*enumerate(names)])}
    for name, count in people[:_MAX_LISTED]:
        link = writer.link(thread.comments[first[name]].id, f"<bdi>{line(name)}</bdi>")
        yield f'<li>{link} <span class="size">{count:,}</span></li>'
    yield f"</ul>\n</details>\n<details>\n{_summary('Top-level replies', roots)}\n<ol>"
    for index in sorted(nlargest(_MAX_LISTED, roots, key=thread.sizes.__getitem__)):
        comment, below = thread.comments[index], thread.sizes[index] - 1
        words = f"<b><bdi>{line(name_of(comment))}</bdi></b> <bdi>{line(opening_words(comment))}</bdi>"
        size = f' <span class="size">{below:,}</span>' if below else ""
        yield f'<li value="{index + 1}">{writer.link(comment.id, words)}{size}</li>'
    yield "</ol>\n</details>\n</nav>"


def _summary(title: str, listed: Sequence[object]) -> str:
    shown = f"{_MAX_LISTED} of " if len(listed) > _MAX_LISTED else ""
    return f'<summary><h2>{title}</h2> <span class="size">{shown}{len(listed):,}</span></summary>'


def name_of(comment: Comment) -> str:
    """The name of who wrote a comment, or what stands in its place."""
    return clean_line(comment.author.name) if comment.author else NOBODY


def opening_words(comment: Comment) -> str:
    """The first words of a comment that it does not quote."""
    words = clean_line(own_text(comment.body)[: 2 * _MAX_WORDS])
    return words if len(words) <= _MAX_WORDS else f"{words[:_MAX_WORDS].rstrip()}…"


def _replies(exported: ParsedPage, writer: BodyWriter, labels: Labels) -> Iterator[str]:
    """The replies, each nested in the one it answers down to `MAX_NESTED` levels; deeper ones are flat there."""
    thread = exported.thread
    yield '<section id="replies">\n<h2>Replies</h2>'
    if thread.comments:
        yield '<input type="checkbox" id="closed"> <label for="closed">collapse all</label>'
    sizes, open_levels = thread.sizes, -1
    for index, comment in enumerate(thread.comments):
        level = min(thread.depths[index], MAX_NESTED)
        if level > open_levels:
            yield '<ol class="replies deep">' if level > _MAX_INDENTED else '<ol class="replies">'
        else:
            yield "</details></article></li>" + "\n</ol>\n</details></article></li>" * (open_levels - level)
        open_levels = level
        heading, is_flat = min(MAX_HEADING, 3 + level), thread.depths[index] > MAX_NESTED
        yield f"<li>{open_reply(comment, index)}"
        yield reply_head(thread, index, writer, labels.get(comment.id, ()), heading, named=is_flat)
        below = sizes[index] - 1 if level < MAX_NESTED else 0
        yield f"<details open><summary><bdi>{counted(below) if below else 'no replies'}</bdi></summary>"
        yield from reply_body(comment, writer, heading)
    if thread.comments:
        yield "</details></article></li>" + "\n</ol>\n</details></article></li>" * open_levels + "\n</ol>"
    yield "</section>"


def open_reply(comment: Comment, index: int, *words: str) -> str:
    """The start tag of a reply, with its ids, and what it is in its classes."""
    kinds = [
        "reply",
        *words,
        *([comment.kind.value] if comment.kind is not Kind.COMMENT else []),
        *([comment.status.value] if comment.status is not Status.PRESENT else []),
    ]
    parent = f' data-parent="{line(comment.parent_id)}"' if comment.parent_id else ""
    # Without an id, one that is not in the saved page is none that a reader of this file takes for one.
    own = f' data-id="{line(comment.id)}"' if comment.status is not Status.MISSING else ""
    schema = ' itemprop="comment" itemscope="" itemtype="https://schema.org/Comment"'
    return f'<article class="{" ".join(kinds)}" id="reply-{index + 1}"{own}{parent}{schema}>'


def reply_head(
    thread: Thread, index: int, writer: BodyWriter, labels: Sequence[str], heading: int, *, named: bool
) -> str:
    """The heading of a reply, and its facts; `named` says who is answered, where the tree does not show it."""
    comment, above = thread.comments[index], thread.parents[index]
    votes = comment.score
    name = author_name(comment.author) if comment.author else NOBODY
    mark = ' <span class="op">OP</span>' if comment.by_op else ""
    answered = f"<bdi>{line(name_of(thread.comments[above]))}</bdi> " if named else ""
    time = time_of(comment.posted_at) if comment.posted_at and short_time(comment.posted_at).strip() else ""
    if comment.permalink:
        time = outward_link(comment.permalink, time or "link", ' class="permalink"')
    facts = [
        *([f'<span itemprop="upvoteCount">{votes}</span> vote{"s" * (votes != 1)}'] if votes is not None else []),
        *([time] if time else []),
        f'<a href="#reply-{index + 1}">#{index + 1}</a>',
        *([f"re {writer.link(comment.parent_id, f'{answered}#{above + 1}')}"] if above >= 0 else []),
        *labels,
    ]
    return f'<header><h{heading}>{name}{mark}</h{heading}> <p class="facts">{facts_line(facts)}</p></header>'


def reply_body(comment: Comment, writer: BodyWriter, heading: int) -> Iterator[str]:
    """The words of a reply, below a heading of a level."""
    body = writer.body(comment.id, comment.body, heading)
    if body:
        yield '<div class="text" itemprop="text" dir="auto">'
        yield from body
        yield "</div>"
    else:
        yield f'<p class="gone"><i>{WORDLESS[comment.status]}</i></p>'
