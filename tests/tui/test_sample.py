"""The page that comes with the program, read as a new reader would: every quotation followed, and back."""

from pathlib import Path

from screens import lines, press, session, strips
from shelf import visit
from threadreader.config import Config
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.model.blocks import block_at, block_text, leaves
from threadreader.model.quote import Anchor
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.sample import NAME, sample_page
from threadreader.session import Session
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.theme import DARK


def sample_app() -> ThreadreaderApp:
    library = Library.open(find_paths())
    number = library.import_page(FileSource(Path(NAME), content=sample_page())).entry.number
    visit(library, number)
    return ThreadreaderApp(library, Config(), number=number)


def words_at(reading: Session, anchor: Anchor) -> str:
    opened = reading.opened
    comments = [opened.comment(place) for place in range(len(opened.skeleton))]
    body = {comment.id: comment.body for comment in comments}.get(anchor.owner or CommentId(""), opened.article.body)
    leaf = next(leaf for leaf in leaves(body) if leaf.path == anchor.path)
    assert leaf.text == block_text(leaf.block)
    assert block_at(body, anchor.path) == leaf.block
    return leaf.text[anchor.start : anchor.end]


def lit(app: ThreadreaderApp, columns: slice) -> str:
    """The words that are lit in some columns of the screen, joined as they are read."""
    found = []
    for strip in strips(app):
        at, words = 0, ""
        for segment in strip:
            style = segment.style
            if style and style.bgcolor and style.bgcolor.name == DARK.highlight and columns.start <= at < columns.stop:
                words += segment.text
            at += segment.cell_length
        if words.strip():
            found.append(words.strip())
    return " ".join(found)


def seen(app: ThreadreaderApp) -> list[list[str]]:
    """The words on the screen; what was read meanwhile no longer highlighted as unread."""
    return [line.replace("●", "").split() for line in lines(app)[:-1]]


async def test_every_quotation_leads_to_its_passage_and_back_to_the_same_line() -> None:
    app = sample_app()
    followed = 0
    async with app.run_test(size=(160, 60)) as pilot:
        await pilot.pause()
        reading = session(app)
        article, replies = slice(0, 74), slice(74, 160)
        ids = reading.opened.skeleton.ids
        for quote in [quote for comment_id in ids for quote in reading.opened.quotes.inside(comment_id)]:
            assert quote.at.owner is not None
            place = reading.opened.skeleton.position[quote.at.owner]
            picked = reading.quoting.of(quote.at.owner).index(quote) + 1
            await press(pilot, *str(place + 1), "G")
            before, at = seen(app), reading.location()
            link = reading.quoting.link(quote)
            await press(pilot, *str(picked), "greater_than_sign")
            if link is None:
                assert "not in this copy" in lines(app)[-1]
                continue
            passage = " ".join(words_at(reading, link.target).split())
            shown = lit(app, article if link.target.owner is None else replies)
            assert passage in " ".join(shown.split()), f"quotation {picked} of reply {place + 1}"
            await press(pilot, "ctrl+o")
            assert reading.location() == at
            assert seen(app) == before
            followed += 1
    assert followed >= 15
