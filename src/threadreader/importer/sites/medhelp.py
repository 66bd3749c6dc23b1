"""MedHelp communities: answers to a question, and comments on the answers."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="medhelp",
    tells={".mh_vit_resp_ctn": 60, ".mh_vit_card": 30, "#post_show_content": 20},
    comment=".mh_vit_resp_ctn, .comment_ctn",
    key=Pattern("id", r"^(post_\d+)$", inside=".resp_header"),
    author=".username [itemprop=name], .username a, .username",
    author_link=".username a",
    when="time.mh_timestamp @datetime, .mh_timestamp @data-timestamp",
    body=".resp_body, .comment_body",
    leave_out=".comment_form_ctn, .comment_link_ctn",
    article=ArticleRecipe(
        title=".subj_title, h1",
        body="#subject_msg, .subj_body",
        author=".subj_header .username [itemprop=name], .subj_header .username a",
        when=".subj_header time.mh_timestamp",
    ),
)
