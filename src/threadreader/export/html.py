"""HTML export: one self-contained file without scripts and without anything that a browser would fetch.

Replies are nested lists of articles, with the microdata of schema.org; what quotes and what is quoted are linked.
"""

from collections.abc import Iterator, Sequence

from threadreader.export import NO_LABELS, WORDLESS, Labels, direction_of
from threadreader.export.markup import (
    BODY_STYLE,
    MAX_HEADING,
    BodyWriter,
    author_name,
    language_of,
    line,
    outward_link,
    time_of,
    valid_address,
)
from threadreader.model.quote import NOBODY
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean, clean_line, counted
from threadreader.model.thread import Comment, Kind, Status, Thread
from threadreader.render.dates import short_time

# Levels of replies that are nested; each takes four elements of the 512 that browsers nest, and of the 256 of libxml2.
MAX_NESTED = 40

# Levels that are indented: more leave no room on a phone.
_MAX_INDENTED = 8

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
# As wide as 80 characters, the most that WCAG 1.4.8 allows, and the padding.
_WIDTH = "42rem"

# While all branches are closed, opening one, or following a link into it, shows its replies: what a browser holds for
# open is closed then, and the other way round.
_STYLE = f"""
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.55 system-ui, sans-serif; margin: 2rem auto; max-width: {_WIDTH}; padding: 0 1rem; }}
h1 {{ font-size: 1.75rem; line-height: 1.25; text-wrap: balance; }}
{BODY_STYLE}
.text :is(p, li, h2, h3, h4, h5, h6, td, th, figcaption) {{ unicode-bidi: plaintext; text-align: start; }}
.text > :last-child {{ margin-block-end: 0; }}
header p, .facts {{ margin: .2rem 0; }}
main ol.replies {{ list-style: none; margin: 0; padding: 0; }}
.reply {{ border-inline-start: 2px solid color-mix(in srgb, currentColor 30%, transparent); }}
.reply {{ margin-block-start: 1.2rem; padding-inline-start: .6rem; }}
.deep > li > .reply {{ border-inline-start-style: dotted; margin-inline-start: -.6rem; }}
.reply :is(h3, h4, h5, h6) {{ font-size: 1rem; margin: 0; }}
.replies > li {{ content-visibility: auto; contain-intrinsic-size: auto 10rem; }}
:target {{ background: color-mix(in srgb, gold 25%, transparent); }}
summary {{ cursor: pointer; font-size: .9rem; margin-block-start: .5rem; }}
#closed:checked ~ ol details[open]:not(:has(:target))::details-content {{ display: none; }}
#closed:checked ~ ol details:not([open])::details-content {{ content-visibility: visible; }}
#closed:checked ~ ol details[open]:not(:has(:target)) > summary {{ list-style-type: disclosure-closed; }}
#closed:checked ~ ol details:not([open]) > summary {{ list-style-type: disclosure-open; }}
@supports not selector(::details-content) {{ #closed, label {{ display: none; }} }}
.spoiler:not(:hover, :focus-within) {{ filter: blur(.3rem); }}
@media print {{
  header, h1, h2, h3, h4, h5, h6 {{ break-after: avoid; break-inside: avoid; }}
  .replies > li {{ content-visibility: visible; }}
  .spoiler:not(:hover, :focus-within) {{ filter: none; }}
  #closed, label, summary {{ display: none; }}
  pre {{ white-space: pre-wrap; }}
}}
""".strip()


def export_html(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS) -> str:
    """Write the thread as an HTML document."""
    writer = BodyWriter(exported)
    lines = [
        *_head(exported),
        *article_lines(exported, writer),
        *_replies(exported, writer, labels),
        "</main>\n</body>\n</html>",
    ]
    return clean("\n".join(lines)) + "\n"


def title_of(exported: ParsedPage) -> str:
    """The title of the article, or else of the page."""
    return clean_line(exported.thread.article.title or exported.page.title) or "Untitled"


def article_lines(exported: ParsedPage, writer: BodyWriter) -> Iterator[str]:
    """The article, with its title, its byline and the page's own count of replies."""
    page, article = exported.page, exported.thread.article
    facts = [author_name(author) for author in article.authors]
    facts += [time_of(article.published_at)] if article.published_at and article.published_at.iso else []
    facts += [outward_link(page.url, line(page.url), ' itemprop="url"')] if page.url else []
    yield f'<article id="article">\n<header>\n<h1 itemprop="headline">{line(title_of(exported))}</h1>'
    if facts:
        yield f'<p class="byline">{" · ".join(facts)}</p>'
    yield '</header>\n<div class="text" itemprop="text" dir="auto">'
    yield from writer.body(None, article.body, 1)
    yield "</div>\n</article>"


def count_line(exported: ParsedPage) -> Iterator[str]:
    """The page's own count of replies, where it gives one."""
    count = exported.page.declared_count
    if count is not None:
        yield f'<p class="about">The page counts <span class="count">{count}</span> replies.</p>'


def _head(exported: ParsedPage) -> Iterator[str]:
    page, save = exported.page, exported.page.newest
    address = valid_address(page.url) if page.url else None
    origin = f" url: {address.replace('>', '%3E')}" if address else ""
    saved = f" saved date: {save.saved_at.isoformat()}" if save and save.saved_at else ""
    yield f"<!doctype html>\n<!-- Page exported by threadreader{origin}{saved} -->"
    yield f'<html lang="{language_of(exported)}" dir="{direction_of(exported.thread)}">\n<head>'
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width">'
    yield '<meta name="generator" content="threadreader">'
    if page.site:
        yield f'<meta property="og:site_name" content="{line(page.site)}">'
    if address:
        yield f'<link rel="canonical" href="{line(address)}">'
    yield f"<title>{line(page.title) or line(title_of(exported))}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>"
    yield '<main itemscope="" itemtype="https://schema.org/DiscussionForumPosting">'


def _replies(exported: ParsedPage, writer: BodyWriter, labels: Labels) -> Iterator[str]:
    """The replies, each nested in the one it answers down to `MAX_NESTED` levels; deeper ones are flat there."""
    thread = exported.thread
    yield '<section id="replies">\n<h2>Replies</h2>'
    yield from count_line(exported)
    if any(parent >= 0 for parent in thread.parents):
        yield '<input type="checkbox" id="closed"> <label for="closed">close all branches</label>'
    sizes, open_levels = thread.sizes, -1
    for index, comment in enumerate(thread.comments):
        level = min(thread.depths[index], MAX_NESTED)
        if level > open_levels:
            if level:
                yield f"<details open>\n<summary>{counted(sizes[index - 1] - 1)}</summary>"
            yield '<ol class="replies deep">' if level > _MAX_INDENTED else '<ol class="replies">'
        else:
            yield "</article></li>" + "\n</ol>\n</details>\n</article></li>" * (open_levels - level)
        open_levels = level
        yield f"<li>{open_reply(comment, index)}"
        yield from reply_lines(thread, index, writer, labels.get(comment.id, ()), min(MAX_HEADING, 3 + level))
    if thread.comments:
        yield "</article></li>" + "\n</ol>\n</details>\n</article></li>" * open_levels + "\n</ol>"
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


def reply_lines(thread: Thread, index: int, writer: BodyWriter, labels: Sequence[str], heading: int) -> Iterator[str]:
    """The content of a reply, under a heading of a level."""
    comment, above = thread.comments[index], thread.parents[index]
    name = author_name(comment.author) if comment.author else NOBODY
    mark = ' <span class="op">OP</span>' if comment.by_op else ""
    yield f'<header><h{heading}><a href="#reply-{index + 1}">#{index + 1}</a> {name}{mark}</h{heading}>'
    facts = [
        *([time_of(comment.posted_at)] if comment.posted_at and short_time(comment.posted_at).strip() else []),
        *([outward_link(comment.permalink, "link", ' class="permalink"')] if comment.permalink else []),
        *([f"re {writer.link(comment.parent_id, f'#{above + 1}')}"] if above >= 0 else []),
        *([f'<span itemprop="upvoteCount">{comment.score}</span> votes'] if comment.score is not None else []),
        *labels,
    ]
    yield f'<p class="facts">{" · ".join(facts)}</p></header>' if facts else "</header>"
    body = writer.body(comment.id, comment.body, heading)
    if body:
        yield '<div class="text" itemprop="text" dir="auto">'
        yield from body
        yield "</div>"
    else:
        yield f'<p class="gone"><i>{WORDLESS[comment.status]}</i></p>'
