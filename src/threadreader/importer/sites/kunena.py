"""Kunena, the forum of Joomla."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="kunena",
    tells={"#Kunena": 30, ".kmsg": 40, ".kmsgbody": 40, ".kpost-profile": 20, ".kmessage": 20, ".mykmsg-header": 20},
    comment=".kbody, .topic-item-message, .kmessage",
    holding=".kmsg-header, .kmsg, .kmsgbody, .mykmsg-header, .kmessage",
    key=Pattern("id", r"^(\d+)$", inside=".kmsg-id-left a, .kmsg-id-right a, a[id]"),
    author=".kpost-username, .kwho-user, .kunena-username, .profilebox .kwho-admin, .profilebox a",
    author_link=".kpost-username a, .kunena-username a, .profilebox a",
    when=".kmsgdate @title, .kmsgdate, .ktime time @datetime, time @datetime, .time",
    permalink=".kmsg-id-left a, .kmsg-id-right a",
    body=".kmsgtext, .kmsg",
    more=".kmsgattach, .kattach",
    leave_out=".kmsgsignature, .kreply-form, .kmsgattach .kmsgattachtitle, .kmessage-editmarkup-cover",
    nested=False,
    opening=True,
)
