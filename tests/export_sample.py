"""A page with something of everything, for exports to show."""

from datetime import UTC, date, datetime

from sketch import paragraph
from threadreader.model.blocks import (
    LINE_BREAK,
    BlockQuote,
    Blocks,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Marks,
    Paragraph,
    Rule,
    Span,
    Table,
)
from threadreader.model.page import Note, Page, PageId, Save
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.save import ParsedPage
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Author, Comment, CommentId, Kind, Status, Thread

ADDRESS = "https://blog.example/2024/05/bridge/"

_ARTICLE: Blocks = (
    Paragraph(
        (
            Span("Nobody had looked under it for "),
            Span("nine years", Marks.STRONG),
            Span("; the county\u2019s own "),
            Span("report on the bearings", href="https://county.example/report?id=7"),
            Span(" is worth reading twice."),
        )
    ),
    Heading(2, (Span("What was found"),)),
    paragraph(
        "#1 on the list was rust. 橋の下には錆がありましたが、誰も見ていませんでした。橋は九年もちこたえました。"
    ),
    ListBlock(
        (
            (paragraph("the plate at the north pier"),),
            (paragraph("the plate at the south pier:"), ListBlock(((paragraph("rust, a hand wide"),),))),
        ),
        1,
    ),
    Table(
        (
            ((Span("Pier"),), (Span("Load"),)),
            ((Span("north"),), (Span("3,100 | 3,200"),)),
            ((Span("south"),), ()),
        ),
        1,
    ),
    CodeBlock(
        "def holds(load):\n\treturn load < 4000\n\n# a line that is longer than any line of prose would be here",
        "python",
    ),
    Image("https://blog.example/bridge.jpg", "the bridge from below", (Span("Photo: Bo"),)),
    Rule(),
    paragraph("More next week."),
)

_COMMENTS = (
    Comment(
        CommentId("comment-7"),
        None,
        Author("Bo", "https://bo.example/"),
        (
            BlockQuote((paragraph("Nobody had looked under it for nine years"),), "Ann wrote:"),
            Paragraph((Span("Nine? I counted ten."), LINE_BREAK, Span("> not a quotation, 3 < 4, C:\\bridge, [1] *"))),
        ),
        Moment("May 3, 2024 at 3:00 pm", datetime(2024, 5, 3, 15, 0)),  # noqa: DTZ001 - the page gives no offset
        ADDRESS + "#comment-7",
    ),
    Comment(
        CommentId("comment-8"),
        CommentId("comment-7"),
        Author("Ann Smith"),
        (
            BlockQuote(
                (
                    BlockQuote((paragraph("Nobody had looked under it for nine years"),)),
                    paragraph("I counted ten."),
                )
            ),
            Paragraph(
                (Span("Ten it is: "), Span("https://ann.example/ten", href="https://ann.example/ten"), Span("."))
            ),
        ),
        Moment("yesterday", datetime(2024, 5, 3, 15, 20, tzinfo=UTC)),
        ADDRESS + "comment-page-2/#comment-8",
        by_op=True,
        score=-3,
    ),
    Comment(CommentId("comment-9"), CommentId("comment-8"), None, (), status=Status.MISSING),
    Comment(
        CommentId("comment-10"),
        None,
        Author("Bridges of the World"),
        (paragraph("[…] held for nine years […]"),),
        Moment("2 days ago"),
        kind=Kind.PINGBACK,
    ),
    Comment(
        CommentId("c-3f2a"),
        None,
        None,
        (paragraph("* a star"),),
        Moment("3 May", date(2024, 5, 3)),
        status=Status.REMOVED,
    ),
)

_QUOTES = (
    Quote(Anchor(CommentId("comment-7"), (0, 0), 0, 41), "Nobody had looked under it for nine years", "Ann wrote:"),
    Quote(Anchor(CommentId("comment-8"), (0, 0, 0), 0, 41), "Nobody had looked under it for nine years"),
    Quote(Anchor(CommentId("comment-8"), (0, 1), 0, 14), "I counted ten."),
    Quote(Anchor(CommentId("comment-10"), (0,), 4, 23), "held for nine years"),
)

SAMPLE = ParsedPage(
    Page(
        PageId(ADDRESS),
        "Why the Bridge Held | Blog Example",
        ADDRESS,
        "Blog Example",
        "en",
        31,
        (Save("0" * 64, "bridge.html", "html", "wordpress", datetime(2024, 5, 4, 8, 0, tzinfo=UTC)),),
    ),
    Thread(
        Article(
            "Why the Bridge Held",
            _ARTICLE,
            (Author("Ann Smith", "https://ann.example/"), Author("Cy")),
            Moment("2024-05-03T14:02:00+00:00", datetime(2024, 5, 3, 14, 2, tzinfo=UTC)),
        ),
        _COMMENTS,
    ),
    QuoteIndex(
        _QUOTES,
        (
            QuoteLink(_QUOTES[0], Anchor(None, (0,), 0, 41), Method.EXACT),
            QuoteLink(_QUOTES[1], Anchor(None, (0,), 0, 41), Method.EXACT),
            QuoteLink(_QUOTES[2], Anchor(CommentId("comment-7"), (1,), 6, 20), Method.FOLDED, 0.95),
        ),
    ),
    (Note("comment-9", "is not in this file"),),
)
