"""The passage of the article that a reply is about, for the strip above the replies."""

from threadreader.model.blocks import BlockPath, leaves
from threadreader.session import Session


def passage_in_question(session: Session) -> str:
    """What the reply quotes of the article, with its number; else what the article's window begins with."""
    path = _quoted(session) or _first_in_window(session)
    text = next((leaf.text for leaf in leaves(session.opened.article.body) if leaf.path == path), "")
    number = session.article.layout.numbers.get(path) if path else None
    return " ".join(filter(None, (f"¶{number}" if number else "", " ".join(text.split()))))


def _quoted(session: Session) -> BlockPath | None:
    links = map(session.quoting.link, session.quoting.of(session.cursor)) if session.cursor else ()
    return next((link.target.path for link in links if link and link.target.owner is None), None)


def _first_in_window(session: Session) -> BlockPath | None:
    top = session.article.window.top
    items = range(top.item, len(session.article.layout))
    lines = (
        line for item in items for line in session.article.layout.lines(item)[top.line if item == top.item else 0 :]
    )
    return next((line.path for line in lines if line.path), None)
