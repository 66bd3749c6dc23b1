"""Saved pages for scripted sessions: a thread with something of everything, and its neighbours."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.made_page import made_page

_SITE = "https://ferry.example.org"
_BY = "Hanne Vik"


@dataclass(frozen=True, slots=True)
class _Comment:
    number: int
    depth: int
    author: str
    words: str
    """Markup."""


_ARTICLE = """
<p>Nobody had counted who takes the ferry <strong>after dark</strong>; the <a href="https://county.example/report?id=7">
county's report</a> stops at six in the evening, and so does the ferry.</p>
<h2>What was counted</h2>
<p>On eleven evenings we stood at the landing. A boat that runs with nine people in it is not an empty boat. The
night nurse was one of them, on <em>every</em> evening.</p>
<ol><li>the landing at Low Quay, until ten</li><li>the landing at the mill:<ul><li>only on weekdays</li></ul></li></ol>
<table><tr><th>Evening</th><th>People</th></tr><tr><td>Monday</td><td>9</td></tr><tr><td>Friday</td><td>31</td></tr></table>
<h3>The arithmetic</h3>
<pre><code class="language-python">def fare(people, cost=84):
    return cost / people  # what each would have to pay

print(fare(9))</code></pre>
<figure><img src="ferry_files/landing.png" alt="The landing at dusk">
<figcaption>Low Quay, in November</figcaption></figure>
<blockquote><p>A service that nobody can rely on is one that nobody uses.</p></blockquote>
<h2>What it would cost</h2>
<p>Eighty-four crowns an evening, which is what the harbour pays for the lamp on the pier. The lamp could be dimmed.</p>
<hr>
<p>More in spring, when the ice is gone and the engine has been looked at.</p>
"""

_COMMENTS = (
    _Comment(
        1,
        1,
        "Tomas",
        "<blockquote><p>A boat that runs with nine people in it is not an empty boat.</p></blockquote>"
        "<p>It is when it holds ninety. Who pays for the other eighty-one seats?</p>",
    ),
    _Comment(
        2,
        2,
        _BY,
        "<blockquote><p>Who pays for the other eighty-one seats?</p></blockquote>"
        "<p>The same people who pay for the lamp. See <a href='https://harbour.example/lamp'>the accounts</a>, "
        "and <a href='https://county.example/roads'>what a road costs</a>.</p>",
    ),
    _Comment(3, 3, "Tomas", "<p>Fair. I did not know about the lamp.</p>"),
    _Comment(
        4,
        3,
        "Ines",
        "<p>&ldquo;The same people who pay for the lamp&rdquo; is all of us, and I would rather have "
        "the boat. My shift ends at nine; what I do now is walk round by the bridge, which takes an hour when it is "
        "dry and longer when it is not, and there is no light on the second half of the way at all.</p>",
    ),
    _Comment(5, 4, "Tomas", "<p>&gt; My shift ends at nine</p><p>Then you are one of the nine.</p>"),
    _Comment(
        6,
        1,
        "Søren",
        "<p>Om natten er færgen meget stille; man hører kun maskinen.</p><p>Det kan læses i “Håbets bog”, side 17, og "
        "det står også på kajen, hvor ingen ser det.</p>",
    ),
    _Comment(
        7,
        1,
        "Old Per",
        "<p>In my time the ferry ran until midnight.</p><ul><li>two men</li><li>one boat</li></ul>"
        "<pre><code>for hour in range(18, 24):\n    row(hour)</code></pre>",
    ),
    _Comment(
        8, 2, "Ines", "<blockquote><p>In my time the ferry ran until midnight.</p></blockquote><p>And who rowed?</p>"
    ),
    _Comment(9, 3, "Old Per", "<p>We did. And <em>nobody</em> asked what it cost.</p>"),
    _Comment(10, 4, "Ines", "<blockquote><p>nobody asked what it cost</p></blockquote><p>I am asking.</p>"),
    _Comment(
        11,
        1,
        "Anna",
        "<p>The lamp could be dimmed? It could not: it is a seamark. The rules say that it has to be "
        "seen from four miles away, and whoever dims it has to tell every skipper.</p>",
    ),
    _Comment(
        12,
        2,
        _BY,
        "<p>@Anna You are right, it is on the chart. I have struck that sentence, and the ferry stands "
        "on page 3 of the <a href='mailto:harbour@example.org'>minutes</a>.</p>",
    ),
    _Comment(
        13, 1, "Ulf", "<blockquote><p>the ferry should be free for everybody</p></blockquote><p>Nobody said that.</p>"
    ),
    _Comment(14, 1, "Mo", "<p>" + "Averyveryverylongwordwithoutanyplacetobreakit" * 3 + "</p>"),
    _Comment(15, 2, "Lars", "<p>Six.</p>"),
    _Comment(16, 3, "Mo", "<p>Seven.</p>"),
    _Comment(17, 4, "Lars", "<p>Eight.</p>"),
    _Comment(18, 5, "Mo", "<p>Nine, and <code>round()</code> gives ten.</p>"),
    _Comment(19, 6, "Lars", "<p>Ten.</p>"),
    _Comment(20, 1, "Anna", "<p>Is there a list to sign? The ferry needs one.</p>"),
)

_WIDE = (
    _Comment(1, 1, "松本", "<p>夜の渡し船はとても静かです。エンジンの音だけが聞こえます。</p>"),
    _Comment(
        2, 2, "민서", "<blockquote><p>エンジンの音だけが聞こえます</p></blockquote><p>정말 조용합니다. 🚣 👍🏽</p>"
    ),
    _Comment(
        3, 2, "עמית", "<p>" + "日本語の長い文も、幅に合わせて折り返されるはずです。" * 4 + "</p><p>שלום, מעבורת.</p>"
    ),
    _Comment(4, 1, "李", "<p>码头上没有灯。cafe\u0301 is written with two characters, and ﬁ is one.</p>"),
)
"""What takes two cells, or none, for each character."""

_NEWER = (
    *(each for each in _COMMENTS if each.number not in {3, 13}),
    _Comment(21, 2, _BY, "<p>There is, at the bakery. Forty names since Monday, and the ferry has a captain.</p>"),
    _Comment(22, 1, "Ulf", "<blockquote><p>Forty names since Monday</p></blockquote><p>Forty-one.</p>"),
)
_EDITED = (b"And who rowed?", b"And who rowed it, in the rain?")


def write_pages(folder: Path) -> None:
    """Write the pages into a folder."""
    (folder / "ferry_files").mkdir(parents=True)
    (folder / "ferry_files" / "landing.png").write_bytes(_picture(48, 24))
    files = {
        "ferry.html": _page("The last ferry", "ferry", _ARTICLE, _COMMENTS),
        "newer.html": _page("The last ferry", "ferry", _ARTICLE, _NEWER).replace(*_EDITED),
        "bread.html": _page("Bread", "bread", "<p>It rises, and then it does not.</p>", _COMMENTS[14:17]),
        "quay.html": _page("渡し船", "quay", "<p>渡し船は夜になると誰も数えませんでした。</p>", _WIDE),
        "notes.html": _page("Notes without an answer", "notes", _ARTICLE * 3, ()),
        "made.html": made_page(300),
        "broken.warc": b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        "empty.html": b"",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _page(title: str, name: str, article: str, comments: Sequence[_Comment]) -> bytes:
    """A page in the markup of WordPress."""
    address = f"{_SITE}/{name}/"
    thread = _THREAD.format(count=len(comments), items=_list(comments, address)) if comments else ""
    return _PAGE.format(title=title, address=address, author=_BY, article=article, thread=thread).encode()


def _list(comments: Sequence[_Comment], address: str) -> str:
    parts: list[str] = []
    depth = 1
    for number, comment in enumerate(comments):
        parts += ["</li>" if number and comment.depth <= depth else ""]
        parts += ["</ol></li>" * (depth - comment.depth), "<ol class='children'>" * (comment.depth - depth)]
        depth = comment.depth
        stamp = f"2024-05-{1 + comment.number:02}T{comment.number:02}:30:00+00:00"
        parts.append(_ITEM.format(comment=comment, address=address, stamp=stamp))
    return "".join([*parts, "</li></ol>" * (depth - 1), "</li>"])


def _picture(width: int, height: int) -> bytes:
    """A PNG: a dark shore, a lamp and its light."""

    def color(x: int, y: int) -> bytes:
        light = max(0, 200 - 25 * (abs(x - 30) + abs(y - 8)))
        return bytes((light, light * 3 // 4, 40 + 60 * (y < height // 2)))

    rows = b"".join(b"\0" + b"".join(color(x, y) for x in range(width)) for y in range(height))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="generator" content="WordPress 6.5">
<title>{title} &#8211; Ferry Notes</title><meta property="og:site_name" content="Ferry Notes">
<link rel="canonical" href="{address}"></head><body class="single single-post"><main>
<article class="post hentry"><header><h1 class="entry-title">{title}</h1><span class="byline">by
<a class="url fn n" rel="author" href="https://ferry.example.org/author/hanne/">{author}</a></span>
<time class="entry-date published" datetime="2024-04-30T08:00:00+00:00">April 30, 2024</time></header>
<div class="entry-content">{article}</div></article>{thread}</main></body></html>
"""
_THREAD = """<div id="comments" class="comments-area"><h2 class="comments-title">{count} thoughts</h2>
<ol class="comment-list">{items}</ol></div>"""
_ITEM = """<li id="comment-{comment.number}" class="comment depth-{comment.depth}">
<article id="div-comment-{comment.number}" class="comment-body"><footer class="comment-meta">
<div class="comment-author vcard"><b class="fn">{comment.author}</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="{address}#comment-{comment.number}">
<time datetime="{stamp}">{stamp}</time></a></div></footer>
<div class="comment-content">{comment.words}</div></article>"""
