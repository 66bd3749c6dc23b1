"""How a reader last had the panes of a thread, for the next one."""

from threadreader.remembered import Choices, Memory
from threadreader.session import Session, Settings
from threadreader.session.arrangement import LONGEST_LINES, SHORTEST_LINES, Wish


def wish_of(choices: Choices) -> Wish:
    """How the terminal is to be divided."""
    share = choices.article_share if 0 < choices.article_share < 1 else None
    return Wish(share=share, strip=choices.strip, ancestors=choices.ancestors)


def settings_of(choices: Choices, usual: Settings, named: frozenset[str]) -> Settings:
    """How wide text may get, where the reader's own settings do not say it."""
    article, reply = (
        width if SHORTEST_LINES <= width <= LONGEST_LINES and name not in named else getattr(usual, name)
        for name, width in (("article_width", choices.article_width), ("reply_width", choices.reply_width))
    )
    return Settings(article, reply, usual.indent)


def remember(session: Session, memory: Memory) -> None:
    """Take note of how they are."""
    wish, settings, usual = session.wish, session.settings, session.usual
    memory.choose(
        article_share=wish.share or 0.0,
        strip=wish.strip,
        ancestors=wish.ancestors,
        article_width=settings.article_width if settings.article_width != usual.article_width else 0,
        reply_width=settings.reply_width if settings.reply_width != usual.reply_width else 0,
    )
