"""Mastodon: a post and what is written under it, as its script shows them."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="mastodon",
    tells={".detailed-status": 50, ".status__content__text": 50, "div#mastodon": 40, ".status__wrapper": 20},
    comment=".detailed-status, .status",
    key=Pattern("data-id", inside=".status"),
    author=".display-name__html, .display-name strong, .display-name__account",
    author_link="a.detailed-status__display-name, a.status__display-name",
    when="time @datetime, .detailed-status__datetime",
    permalink="a.detailed-status__datetime, a.status__relative-time",
    body=".status__content__text, .e-content",
    more=".media-gallery img",
    leave_out=".invisible, .status__content__read-more-button, .status__content__spoiler-link",
    nested=False,
    opening=True,
)
