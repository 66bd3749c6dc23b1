"""FluxBB, and PunBB 1.2, which it comes from."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="fluxbb",
    tells={".blockpost": 50, ".postmsg": 40, ".postleft": 20, "#punviewtopic": 40, "#punwrap": 20, ".pun": 20},
    comment=".blockpost",
    key=Pattern("id", r"^(p\d+)$"),
    author=".postleft dt, dt strong",
    author_link=".postleft dt a",
    when="h2 a",
    permalink="h2 a",
    number=".conr",
    body=".postmsg",
    leave_out=".postedit, .postsignature",
    nested=False,
    opening=True,
)
