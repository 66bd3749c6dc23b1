"""IntenseDebate."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="intensedebate",
    tells={".idc-thread": 60, ".idc-c-t-inner": 60, "#idc-cover": 40},
    comment=".idc-thread",
    holding=".idc-c",
    key=Pattern("id", r"^(IDComment\d+)$", inside=".idc-c"),
    author=".idc-c-h .idc-i a, .idc-c-h .idc-i span, .idc-c-h .idc-i, .idc-c-h a[href*=people]",
    when=".idc-time @title, .idc-time [title] @title, .idc-time, .IDCommentTime",
    permalink=".idc-time a, a.IDCommentTime",
    score=".idc-v-total",
    body=".idc-c-t-inner, .idc-c-t",
    statuses={Status.REMOVED: ".idc-c-deleted"},
    leave_out=".idc-c-m, .idc-c-b",
    count=".idc-head-count, #idc-commentcount, .idc-h",
)
