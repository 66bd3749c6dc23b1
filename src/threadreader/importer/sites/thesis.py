"""Thesis, a theme of WordPress that puts comments into a list of definitions."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="thesis",
    tells={"dl#comment_list": 90, "dl.comment_list": 60, ".comments_intro": 30, "dt .comment_author": 30},
    comment="#comment_list > dt, .comment_list > dt",
    spread=True,
    key=Pattern("id", r"^(comment-\d+)$"),
    author=".comment_author",
    when=".comment_time, .comment_meta",
    permalink=".comment_time a, .comment_num a",
    body=".format_text, dd",
    by_op=".bypostauthor",
    leave_out=".reply",
    count=".comments_intro",
    is_all=True,
)
