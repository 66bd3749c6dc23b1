"""Vanilla forums."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="vanilla",
    tells={
        ".ItemComment": 50,
        ".ItemDiscussion": 50,
        ".MessageList": 30,
        "body.Vanilla": 40,
        "#vanilla_discussion_index": 40,
        ".Item-BodyWrap": 20,
    },
    comment=".ItemDiscussion, .ItemComment",
    key=Pattern("id", r"^((?:Comment|Discussion)_\d+)$"),
    author=".Author .Username, .AuthorWrap .Username, .Username, .Author a",
    author_link=".Author a.Username, a.Username",
    when=".DateCreated time @datetime, time @datetime, .DateCreated",
    permalink="a.Permalink",
    body=".Message, .userContent",
    more=".AttachFileContainer",
    leave_out=".DismissMessage, .Signature, .UserSignature, .Reactions, .DateUpdated",
    number=".ItemComment @id",
    first=0,
    nested=False,
    opening=True,
)
