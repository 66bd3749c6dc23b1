"""WoltLab Burning Board 3."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="burningboard3",
    tells={"#tplThread": 60, "[id^=postRow]": 40, "[id^=postText]": 40, ".messageCount": 10},
    comment=".message[id^=postRow], [id^=postRow]",
    key=Pattern("id", r"^postRow(\d+)$", "post"),
    author=".userName, .messageAuthor p",
    author_link=".userName a",
    when=".messageHeader .containerContent .smallFont, .messageHeader .light, .messageHeader .smallFont",
    permalink=".messageNumber, .messageCount a",
    number=".messageNumber",
    body="[id^=postText], .messageBody",
    more=".attachmentFile, .attachmentThumbnail",
    leave_out=".signature, .editNote",
    nested=False,
    opening=True,
)
