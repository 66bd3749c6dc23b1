"""Commento, and Comentario, which grew out of it."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="commento",
    tells={"[id^=commento-comment-card-]": 90, "#commento": 20, ".commento-card": 60, ".comentario-card": 90},
    comment=".commento-card, .comentario-card",
    key=Pattern("id", r"(?:card-)([\w-]+)$", "commento-"),
    author=".commento-name, .comentario-name",
    when=".commento-timeago @title, .comentario-subtitle @title, .commento-timeago, .comentario-subtitle",
    score=".commento-score, .comentario-score",
    body=".commento-body, .comentario-card-body",
    leave_out=".commento-options, .comentario-toolbar",
)
