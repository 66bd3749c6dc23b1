"""Hypothesis strategies for everything in the model, with text as wild as pages hold."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st
from msgspec.structs import replace

from threadreader.model.blocks import (
    LINE_BREAK,
    Block,
    BlockQuote,
    Blocks,
    CodeBlock,
    Heading,
    Image,
    Leaf,
    ListBlock,
    Marks,
    Paragraph,
    Rule,
    Span,
    Spans,
    Table,
    leaves,
    merge,
)
from threadreader.model.page import Note, Page, PageId, Save
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.text import Moment, clean, clean_line
from threadreader.model.thread import Article, Author, Comment, CommentId, Kind, Status, Thread

_PIECES = (
    *("a", "word", "longer-word", "Donaudampfschiff", " ", " ", " ", ".", ", ", "\u2026", "> ", "# ", "\\", "[/]", "`"),
    *(
        "\u201cquoted\u201d",
        "\u2019",
        "\u2014",
        "\u00ad",
        "\u00a0",
        "\u200b",
        "\u200d",
        "e\u0301",
        "a\u0308\u0323",
        "\ufb01",
    ),
    *("日本語", "한국어", "\u1112\u1161\u11ab", "\uff0c", "\uff46\uff55\uff4c\uff4c", "שלום", "مرحبا", "हिन्दी", "ไทย"),
    *("👍", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪", "🇩", "1️⃣", "❤️", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
)
_ONE = CommentId("c1")
_SENSES = [mark for mark in Marks if mark is not Marks.BREAK]

# What nothing is left of is replaced: to filter it would give up a whole thread for one word.
texts = st.lists(
    st.sampled_from(_PIECES) | st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=8
).map(lambda pieces: clean("".join(pieces)) or "a")
"""Text on one line; it may be all white space, or begin and end with it."""

words = texts.map(lambda text: text if text.strip() else "word")
names = texts.map(lambda text: clean_line(text) or "Ann")
addresses = st.sampled_from(
    (
        "https://example.org/",
        "https://example.org/2012/03/bread/#comment-12",
        "http://example.org/a_(b)?c=d&e=%20#f",
        "https://example.org/über/日本語",
        "mailto:ann@example.org",
    )
)
links = addresses | st.sampled_from(("/u/ann", "#comment-12", "../viewtopic.php?t=5&p=12#p12", "ann.html", "a<b>|c"))
"""What words may lead to: also from the page that they stand on."""

marks = st.lists(st.sampled_from(_SENSES), max_size=3).map(lambda some: Marks(sum(mark.value for mark in set(some))))
spans = st.builds(Span, texts, marks, st.none() | links)
runs_of_spans: st.SearchStrategy[Spans] = st.lists(spans | st.just(LINE_BREAK), max_size=4).map(merge)
lines_of_spans = st.builds(
    lambda before, within, after: merge((*before, within, *after)),
    st.lists(spans | st.just(LINE_BREAK), max_size=2),
    st.builds(Span, words, marks, st.none() | links),
    st.lists(spans | st.just(LINE_BREAK), max_size=1),
)
_code_pieces = st.lists(texts | st.sampled_from(("\n", "\t", "    ", "\n\n")), max_size=4).map("".join)
code_texts = st.tuples(_code_pieces, words, _code_pieces).map("".join)


def _tables() -> st.SearchStrategy[Table]:
    rows = st.lists(st.lists(runs_of_spans, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple)
    filled = rows.map(lambda some: some if any(map(any, some)) else (((Span("a"),),),))
    return filled.flatmap(lambda some: st.builds(Table, st.just(some), st.integers(0, len(some))))


def _containers(children: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(children, min_size=1, max_size=3).map(tuple)
    items = st.lists(several, min_size=1, max_size=3).map(tuple)
    quotes = st.builds(BlockQuote, several, st.none() | names, st.none() | links)
    return quotes | st.builds(ListBlock, items, st.none() | st.integers(0, 200))


paragraphs = st.builds(Paragraph, lines_of_spans)
simple_blocks: st.SearchStrategy[Block] = st.one_of(
    paragraphs,
    st.builds(Heading, st.integers(1, 6), lines_of_spans),
    st.builds(CodeBlock, code_texts, st.none() | st.sampled_from(("python", "c++"))),
    _tables(),
    st.builds(Image, st.none() | links, texts | st.just(""), runs_of_spans),
    st.builds(Rule),
)
blocks: st.SearchStrategy[Block] = st.recursive(simple_blocks, _containers, max_leaves=5)
bodies: st.SearchStrategy[Blocks] = st.lists(blocks, max_size=3).map(tuple)

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times: st.SearchStrategy[datetime | date] = st.one_of(
    st.datetimes(timezones=zones, allow_imaginary=False).map(lambda time: time.replace(microsecond=0)),
    st.datetimes().map(lambda time: time.replace(microsecond=0)),
    st.dates(),
)
moments = st.builds(Moment, names, st.none() | times)
certain_moments = times.map(lambda time: Moment(Moment("", time).iso or "", time))
authors = st.builds(Author, names, st.none() | links)
articles = st.builds(
    Article, names, bodies, st.lists(authors, max_size=2).map(tuple), published_at=st.none() | certain_moments
)


@st.composite
def comments(draw: st.DrawFn) -> Comment:
    """A root of any kind and status."""
    status = draw(st.sampled_from(Status))
    missing = status is Status.MISSING
    return Comment(
        id=_ONE,
        parent_id=None,
        author=None if missing else draw(st.none() | authors),
        body=() if missing else draw(bodies),
        posted_at=draw(st.none() | moments),
        permalink=draw(st.none() | links),
        by_op=draw(st.booleans()),
        kind=draw(st.sampled_from(Kind)),
        status=status,
        score=draw(st.none() | st.integers(-1000, 1000)),
    )


@st.composite
def parents(draw: st.DrawFn, max_size: int = 12) -> list[int]:
    """The position of each comment's parent in pre-order, -1 for a root: any shape, a chain, or many roots."""
    wanted = draw(
        st.one_of(
            st.lists(st.integers(0, max_size), max_size=max_size),
            st.integers(0, max_size).map(lambda size: list(range(size))),
            st.lists(st.integers(0, 1), max_size=max_size),
        )
    )
    path: list[int] = []
    found: list[int] = []
    for place, depth in enumerate(wanted):
        del path[depth:]
        found.append(path[-1] if path else -1)
        path.append(place)
    return found


@st.composite
def threads(draw: st.DrawFn, max_comments: int = 12) -> Thread:
    """A thread of any shape, in which some differ only in their ids: to draw words takes long."""
    different = draw(st.lists(comments(), min_size=1, max_size=6))
    return Thread(draw(articles), draw(_branches(different, max_comments)))


def silent_threads(max_comments: int = 30) -> st.SearchStrategy[Thread]:
    """A thread of any shape in which three people say nothing: for what asks only who answers whom."""
    silent = [Comment(_ONE, None, Author(name), ()) for name in ("ann", "bob", "carl")]
    return _branches(silent, max_comments).map(lambda some: Thread(Article("Bread"), some))


@st.composite
def _branches(draw: st.DrawFn, different: Sequence[Comment], max_comments: int) -> tuple[Comment, ...]:
    """As many as have some shape; ids are the site's, or made."""
    shape = draw(parents(max_comments))
    prefix = draw(st.sampled_from(("c", "comment-", "#", "日")))
    ids = [CommentId(f"{prefix}{number}") for number in range(1, len(shape) + 1)]
    return tuple(
        replace(draw(st.sampled_from(different)), id=comment_id, parent_id=ids[parent] if parent >= 0 else None)
        for comment_id, parent in zip(ids, shape, strict=True)
    )


_Place = tuple[CommentId | None, Leaf]


@st.composite
def quote_indexes(draw: st.DrawFn, thread: Thread) -> QuoteIndex:
    """Quotations in a thread's comments, at most one a block, some of them with a link to some other passage."""
    quotable: list[_Place] = [(comment.id, leaf) for comment in thread.comments for leaf in leaves(comment.body)]
    places: list[_Place] = [(None, leaf) for leaf in leaves(thread.article.body)] + quotable
    quotes: list[Quote] = []
    links: list[QuoteLink] = []
    for owner, leaf in quotable:
        if not draw(st.booleans()):
            continue
        at = draw(_anchors(owner, leaf))
        quotes.append(Quote(at, leaf.text[at.start : at.end], draw(st.none() | names)))
        sources = [place for place in places if place[0] != owner]
        if draw(st.booleans()) and sources:
            target = draw(st.sampled_from(sources).flatmap(lambda place: _anchors(*place)))
            score = draw(st.floats(0, 1, exclude_min=True))
            links.append(QuoteLink(quotes[-1], target, draw(st.sampled_from(Method)), score))
    return QuoteIndex(tuple(quotes), tuple(links))


def _anchors(owner: CommentId | None, leaf: Leaf) -> st.SearchStrategy[Anchor]:
    ends = st.lists(st.integers(0, len(leaf.text)), min_size=2, max_size=2, unique=True).map(sorted)
    return ends.map(lambda pair: Anchor(owner, leaf.path, *pair))


aware_times = st.datetimes(timezones=zones, allow_imaginary=False).map(lambda time: time.replace(microsecond=0))
saves = st.builds(
    Save,
    digest=st.binary(min_size=32, max_size=32).map(bytes.hex),
    name=names,
    container=st.sampled_from(("html", "mhtml")),
    adapter=st.sampled_from(("wordpress", "generic")),
    saved_at=st.none() | aware_times,
    imported_at=st.none() | aware_times,
)
pages = st.builds(
    Page,
    id=addresses.map(PageId),
    title=names,
    url=st.none() | addresses,
    site=st.none() | names,
    language=st.none() | st.sampled_from(("en", "pt-BR")),
    declared_count=st.none() | st.integers(0, 10_000),
    saves=st.lists(saves, max_size=3, unique_by=lambda save: save.digest).map(tuple),
)
notes = st.builds(Note, names, names)
