"""Makes a WordPress page of any number of comments, the same for the same number.

`python -m benchmarks.made_page 1000 > page.html`
"""

import random
import sys
from dataclasses import dataclass, field
from html import escape

ADDRESS = "https://blog.example.org/made/"
TITLE = "Measured"
"""The title, one word, so that a terminal shows it unbroken."""

_DEEPEST = 12
_VOCABULARY = (
    "about above after again almost always another answer because before bread bridge careful certain chapter clock "
    "common corner council country course crossing decide different difficult distance doubt early enough evening "
    "every example explain family figure follow forest friend garden general ground harbour history however hundred "
    "island journey kitchen ladder letter library listen little machine market matter measure memory middle minute "
    "moment morning mountain neighbour nothing number often opinion order other paper patient people perhaps picture "
    "place plain question quiet quite railway rather reason remember repair river second seldom sentence several "
    "should simple slowly somebody something station stone story street summer thought through together tower town "
    "trouble under usually valley village visit water weather while whole window winter without wonder write yellow"
)
_WORDS = _VOCABULARY.split()


@dataclass(slots=True)
class _Made:
    number: int
    depth: int
    paragraphs: list[str]
    replies: list["_Made"] = field(default_factory=list)


def made_page(count: int, paragraphs: int = 40, branch: int = 0) -> bytes:
    """The page, about 1.5 kB a comment: quotations of every style, branches up to twelve deep.

    The first branch has at least so many comments as `branch` says.
    """
    dice = random.Random(count)
    article = [_paragraph(dice) for _ in range(paragraphs)]
    roots = _thread(dice, count, article, branch)
    parts = [_HEAD.format(title=TITLE, address=ADDRESS)]
    parts += [f"<p>{escape(paragraph)}</p>\n" for paragraph in article]
    parts.append(_BETWEEN.format(count=count, title=TITLE))
    parts += _list(roots)
    parts.append(_TAIL)
    return "".join(parts).encode()


def _thread(dice: random.Random, count: int, article: list[str], branch: int) -> list[_Made]:
    roots: list[_Made] = []
    every: list[_Made] = []
    for number in range(1, count + 1):
        above = dice.choice(every[-200:]) if every and dice.random() < 0.75 else None
        if above and above.depth + 1 >= _DEEPEST:
            above = None
        if 1 < number <= branch and above is None:
            above = every[0]
        quotable = above.paragraphs if above else article
        made = _Made(number, above.depth + 1 if above else 0, _body(dice, quotable))
        (above.replies if above else roots).append(made)
        every.append(made)
    return roots


def _body(dice: random.Random, quotable: list[str]) -> list[str]:
    """Plain paragraphs, sometimes with a quotation of the text above; markup is added when they are written."""
    paragraphs = [_paragraph(dice) for _ in range(dice.randint(1, 4))]
    plain = [paragraph for paragraph in quotable if not paragraph.startswith(("|", ">", "\u201c"))]
    if plain and dice.random() < 0.4:
        sentence = dice.choice(dice.choice(plain).split(". ")).rstrip(".") + "."
        paragraphs[0] = dice.choice((f"|{sentence}", f"> {sentence}", f"\u201c{sentence}\u201d {paragraphs[0]}"))
        paragraphs.append(_paragraph(dice))
    return paragraphs


def _paragraph(dice: random.Random) -> str:
    sentences = (" ".join(dice.choices(_WORDS, k=dice.randint(6, 18))).capitalize() for _ in range(dice.randint(2, 4)))
    return ". ".join(sentences) + "."


def _list(roots: list[_Made]) -> list[str]:
    parts: list[str] = []
    rest: list[_Made | str] = list(reversed(roots))
    while rest:
        made = rest.pop()
        if isinstance(made, str):
            parts.append(made)
            continue
        parts.append(_comment(made))
        rest.append("</li><!-- #comment-## -->\n")
        if made.replies:
            parts.append('<ol class="children">\n')
            rest += ["</ol><!-- .children -->\n", *reversed(made.replies)]
    return parts


def _comment(made: _Made) -> str:
    day, minutes = divmod(made.number * 7, 1440)
    stamp = f"2012-{1 + day // 28 % 12:02d}-{1 + day % 28:02d}T{minutes // 60:02d}:{minutes % 60:02d}:00+00:00"
    return _COMMENT.format(
        number=made.number,
        depth=made.depth + 1,
        parent=" parent" if made.replies else "",
        author=f"{_WORDS[made.number * 7 % len(_WORDS)].capitalize()} {_WORDS[made.number % 17].capitalize()}",
        address=ADDRESS,
        stamp=stamp,
        body="\n".join(map(_markup, made.paragraphs)),
    )


def _markup(paragraph: str) -> str:
    if paragraph.startswith("|"):
        return f"<blockquote><p>{escape(paragraph[1:])}</p></blockquote>"
    return f"<p>{escape(paragraph)}</p>"


_HEAD = """<!DOCTYPE html>
<html lang="en-US"><head><meta charset="UTF-8" /><title>{title} &#8211; Made</title>
<link rel="canonical" href="{address}" /></head>
<body class="single single-post postid-1"><div id="page" class="site"><main id="main" class="site-main">
<article id="post-1" class="post-1 post type-post hentry">
<header class="entry-header"><h1 class="entry-title">{title}</h1></header>
<div class="entry-content">
"""
_BETWEEN = """</div><!-- .entry-content --></article>
<div id="comments" class="comments-area">
<h2 class="comments-title">{count} thoughts on &ldquo;<span>{title}</span>&rdquo;</h2>
<ol class="comment-list">
"""
_COMMENT = """<li id="comment-{number}" class="comment even depth-{depth}{parent}">
<article id="div-comment-{number}" class="comment-body">
<footer class="comment-meta">
<div class="comment-author vcard"><b class="fn">{author}</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="{address}#comment-{number}"><time datetime="{stamp}">{stamp}</time></a></div>
</footer>
<div class="comment-content">
{body}
</div><!-- .comment-content -->
<div class="reply"><a rel="nofollow" class="comment-reply-link" href="{address}#respond">Reply</a></div>
</article><!-- .comment-body -->
"""
_TAIL = """</ol><!-- .comment-list -->
<div id="respond" class="comment-respond"><h2 id="reply-title" class="comment-reply-title">Leave a Reply</h2></div>
</div><!-- #comments --></main></div></body></html>
"""

if __name__ == "__main__":
    sys.stdout.buffer.write(made_page(int(sys.argv[1])))
