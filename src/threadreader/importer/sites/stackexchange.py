"""Stack Overflow and its sisters: the question is the article; answers have comments under them."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="stackexchange",
    tells={
        "div.answer[data-answerid]": 90,
        "#question[data-questionid]": 60,
        ".js-post-body": 40,
        ".question-page": 30,
        ".comment-copy": 40,
    },
    comment=".answer, li.comment, tr.comment",
    key=Pattern("id", r"^(?:answer|comment)-(\d+)$"),
    author=".comment-user, .post-signature [itemprop=author] [itemprop=name], .post-signature [itemprop=author],"
    ".owner .user-details a, .post-signature .user-details a, .user-details [itemprop=name]",
    author_link="a.comment-user, [itemprop=author] a, .owner .user-details a, .post-signature .user-details a",
    when=".comment-date [title] @title, [itemprop=dateCreated] @datetime, .user-action-time .relativetime @title,"
    ".relativetime @title",
    when_words=r"^([^,]+)",
    permalink=".comment-link, .js-share-link",
    score=".js-vote-count @data-value, .js-vote-count, .vote-count-post, .comment-score span",
    body=".comment-copy, .js-post-body, .answercell .post-text, .post-text",
    by_op="a.comment-user.owner",
    leave_out=".js-post-notice, .post-menu",
    count=".answers-subheader h2 @data-answercount, #answers-header [itemprop=answerCount]",
    article=ArticleRecipe(
        title="#question-header h1, [itemprop=name] h1, h1",
        body="#question .js-post-body, #question .post-text, .question .post-text",
        author="#question .owner .user-details a, #question [itemprop=author] [itemprop=name],"
        "#question .user-details a",
        when="[itemprop=dateCreated], #question .owner .relativetime, .question time",
    ),
)
