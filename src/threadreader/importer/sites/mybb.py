"""MyBB."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="mybb",
    tells={
        "[id^=pid_]": 40,
        ".post_head": 20,
        "#posts_container": 20,
    },
    comment="div.post[id^=post_], table[id^=post_]",
    key=Pattern("id", r"^post_(\d+)$", "pid"),
    author=".author_information .largetext, .author_information strong, .post_author strong, .largetext",
    author_link=".author_information .largetext a, .author_information strong a, .post_author strong a, .largetext a",
    when=".post_date, .postbit_date, .post_head .smalltext, .tcat .smalltext, .smalltext",
    when_words=r"^([^(]*\d[^(]*)",
    permalink=".post_head .float_right a[href*='#pid'], .post_head a[href*='#pid'], .tcat a[href*='#pid']",
    number=".post_head .float_right strong a, .post_head .float_right a, .smalltext strong a",
    body=".post_body",
    leave_out=".post_edit, .signature, .edited_post",
    nested=False,
    opening=True,
)
