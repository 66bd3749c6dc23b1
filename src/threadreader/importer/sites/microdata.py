"""Any page that marks comments, or a question and the answers to it, with the microdata of schema.org."""

from threadreader.importer.adapter import Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="microdata",
    tells={
        "[itemprop=suggestedAnswer]": 3,
        "[itemprop=acceptedAnswer]": 2,
        "[itemtype$='schema.org/Comment']": 2,
        "[itemtype$='schema.org/UserComments']": 2,
    },
    comment="[itemprop=suggestedAnswer], [itemprop=acceptedAnswer], [itemtype$='schema.org/Comment'],"
    "[itemtype$='schema.org/UserComments']",
    author="[itemprop~=author] [itemprop~=name], [itemprop~=creator] [itemprop~=name], [itemprop=author] @content,"
    "[itemprop~=author], [itemprop~=creator]",
    author_link="[itemprop~=author] a, a[itemprop~=author], [itemprop~=creator] a, a[itemprop~=creator]",
    when="[itemprop~=dateCreated] @datetime, [itemprop~=dateCreated] @content, [itemprop~=datePublished] @datetime,"
    "[itemprop~=datePublished] @content, [itemprop~=commentTime] @datetime, [itemprop~=commentTime],"
    "[itemprop~=dateCreated], [itemprop~=datePublished], time @datetime",
    score="[itemprop~=upvoteCount] @content, [itemprop~=upvoteCount]",
    body="[itemprop~=text], [itemprop~=commentText], [itemprop=articleBody], [itemprop=description]",
    article=ArticleRecipe(
        title="[itemprop~=headline], h1[itemprop~=name], h1 [itemprop~=name], h2[itemprop~=name], h2 [itemprop~=name],"
        "h1, h2",
        body="[itemprop=text], [itemprop=articleBody]",
        author="[itemprop=author] [itemprop=name], [itemprop=author]",
        when="[itemprop=dateCreated], [itemprop=datePublished], time",
    ),
)
