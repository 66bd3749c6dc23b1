"""The comments plugin of Facebook, before 2018."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="facebook",
    tells={".UFICommentActorName": 90, ".UFIComment": 60, ".fbFeedbackPost": 60},
    comment=".UFIComment, .postReplies .fbFeedbackReply, .fbFeedbackPost",
    key=Pattern("id", r"comment[_:\w]*?(\d+)\W*$", "comment-"),
    indent=".UFIReplyList, .postReplies",
    author=".UFICommentActorName, .profileName",
    when="abbr[data-utime] @data-utime, .UFISutroCommentTimestamp @title, abbr.livetimestamp @title, .livetimestamp",
    permalink="a.uiLinkSubtle",
    score=".UFICommentLikeButton",
    body=".UFICommentBody, .postText, .UFICommentContent ._5mdd",
    leave_out=".UFICommentActorName, .UFICommentActions",
    nested=False,
)
