"""The opening post of a thread as its article, and the first page of a thread of several."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from bs4 import Tag
from msgspec.structs import replace

from threadreader.importer.article.title import as_title, fold, parts_of
from threadreader.importer.dates import Dates
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, Surroundings
from threadreader.importer.html import HEADINGS
from threadreader.importer.html.region import Region, is_blank, read_metadata, split_regions
from threadreader.importer.html.selector import Selectors, attribute
from threadreader.importer.html.tree import first_descendants
from threadreader.importer.pagination import NUMBER_IN_TITLE, read_paging
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.addresses import split_paging
from threadreader.model.page import Paging
from threadreader.model.text import fold_space, wide_length
from threadreader.model.thread import Status

_CURRENT = Selectors(
    {
        "current": """
            .pageNav-page--current, .PageNav .currentPage, .pagination .active, .pagination .current,
            .pagination .selected, .pagination_current, .ipsPagination_active,
            .ipsPagination .ipsPagination_active, .pagelinks .current_page, .pagelinks strong, .Pager .Highlight,
            .pagelink strong, .pageNavigation .active, .pagination_top .selected, .pagination .currentpage,
            .pagenav .alt2 strong, .kpagination .active, .pagination-current, .multipage strong, [aria-current=page]
        """,
        "whole": ".pagenav .vbmenu_control, .pagination .popupctrl, .pagination, .pageNavHeader, .message_pages",
    }
)
_NUMBER = compile_lazily(r"\d{1,6}")
_OF = compile_lazily(r"(?<!\d)(\d{1,6})\s+(?:\w{1,4}|/)\s+(\d{1,6})(?!\d)")


# Name of the list of links to what a page is in, and that of a forum.
_CRUMBS = compile_lazily(r"crumb", re.IGNORECASE)
_FORUM = compile_lazily(rf"(?<![a-z])(?:{alternatives('forum')})", re.IGNORECASE)

# Elements of such a list.
_MAX_CRUMBS = 40

# Characters of text outside its comments with which a page has an article there: fewer are a notice.
_MIN_ARTICLE_CHARS = 200

_ARTICLE = 500
"""A page with fewer letters than these in sentences outside its posts has no article there."""

_POST = 200
"""Letters from which on the text between the heading of a page and its posts is its article."""

_MAX_HEADED = 60
"""Nodes of a post that may come before its heading or be in that."""

_SEVERAL = 3
"""So many posts, each no later than the one before, do not come in that order by chance."""


def is_first_page(outside: Region, url: str | None, paging: Paging | None = None) -> bool:
    """True for the first or only page of a thread: by its `paging`, if it has any, else by address, marks and title."""
    return paging.number == 1 if paging is not None else all(page <= 1 for page in _pages(outside, url))


def decide_opening(
    draft: Draft, document: Document, look: Callable[[], Surroundings | None] = lambda: None, *, is_forum: bool = False
) -> Draft:
    """The same draft; where the first post opens a thread, with it as the article.

    For any adapter that does not know. `look` finds the surroundings of the posts where the adapter gives none;
    `is_forum` says that the page is of a platform for forums, whoever read it.
    """
    if draft.opened or not draft.comments or (draft.surroundings is None and draft.article.is_settled):
        return draft
    (whole,) = split_regions(document.soup, lambda _tag, _region: False)
    if not _is_thread_of_posts(draft, whole, look, is_forum=is_forum):
        return draft
    if _is_newest_first(draft.comments, document):
        return draft if _article_chars(draft, whole) >= _MIN_ARTICLE_CHARS else with_opening(draft, begins=False)
    begins = draft.surroundings is not None and (draft.surroundings.is_apart or _repeats_opening(draft.comments))
    begins = begins or is_first_page(whole, document.url, read_paging(document))
    return _titled_by_post(with_opening(draft, begins=begins), draft.comments, whole)


def _is_thread_of_posts(
    draft: Draft, whole: Region, look: Callable[[], Surroundings | None], *, is_forum: bool
) -> bool:
    """True if the first comment is the article: where the page has none elsewhere, by what tells that it is a post.

    That is a way to a forum in the links to what the page is in, a heading over comments that comes behind it, a count
    of comments that leaves it out, or, of comments that structure alone found, what they are called and what is before
    them.
    """
    context = draft.surroundings
    is_marked = any(
        attribute(node, "itemprop") == "articleBody" for node in draft.article.body if isinstance(node, Tag)
    )
    if is_marked or (context is not None and context.is_preceded):
        # What is marked as an article may hold nothing but pictures.
        return False
    is_other = context is not None and (context.is_guestbook or (context.is_review and not context.is_opened))
    if context is not None and not is_other and _is_opened(draft, context, is_forum=is_forum):
        return True
    chars = 0 if draft.article.is_settled else _article_chars(draft, whole)
    if draft.article.is_settled or chars >= _MIN_ARTICLE_CHARS:
        return False
    if _is_in_forum(whole):
        return True
    context = context or look()
    if context is None or context.is_guestbook or context.is_review:
        return False
    is_among_counted = bool(chars) or context.is_announced or draft.declared_count != len(draft.comments) - 1
    return context.is_apart or not is_among_counted


def _is_opened(draft: Draft, context: Surroundings, *, is_forum: bool) -> bool:
    """True if the first of the comments that structure found is the article, as it is in forums.

    A forum may have its rules over the posts.
    """
    is_opened = context.is_opened or context.is_apart or is_forum
    if context.is_headed or (is_opened and context.prose_ahead < _ARTICLE):
        return True
    if context.prose_before >= (1 if context.is_announced else _POST):
        return False
    has_article = draft.article.is_settled or context.prose_ahead >= _ARTICLE
    is_thread = context.is_named_posts or (context.is_among_posts and not has_article)
    if is_thread and not (context.is_among_comments or context.is_announced or context.prose_before):
        return True
    if context.is_announced or draft.article.is_settled or not _is_rooted(draft.comments):
        return False
    if context.is_among_comments:
        return context.prose_outside < (1 if context.is_named_comments else _POST)
    return context.prose_ahead < (_POST if context.is_named_comments else _ARTICLE)


def _is_newest_first(comments: Sequence[CommentDraft], document: Document) -> bool:
    """True if the first of several posts is the latest, and each of the next is no later than the one before it."""
    dates = Dates(document.language, None, [comment.when_text for comment in comments])
    moments = [dates.read(comment.when_text, comment.when) for comment in comments[: _SEVERAL + 1]]
    times = [moment.at.isoformat() if moment and moment.at else "" for moment in moments]
    falls = all("" < after <= before[: len(after)] for before, after in pairwise(times))
    return len(times) > _SEVERAL and falls and times[-1] < times[0][: len(times[-1])]


def _is_rooted(comments: Sequence[CommentDraft]) -> bool:
    """True if no comment answers another, or all answer the first."""
    answering = [comment.parent_element is not None for comment in comments]
    return not any(answering) or all(answering[1:])


def _repeats_opening(comments: Sequence[CommentDraft]) -> bool:
    """True if all posts answer the first, as on the pages of a thread that each repeat what opens it."""
    answering = [comment.parent_element is comments[0].element for comment in comments[1:]]
    return len(answering) >= _SEVERAL and all(answering)


def _is_in_forum(whole: Region) -> bool:
    """True if a list of links to what the page is in, or such links in a heading, lead to a forum."""
    for index, shape in enumerate(whole.signatures):
        names = (attribute(whole.elements[index], name) or "" for name in shape.attributes & {"class", "id"})
        if shape.name != "h1" and not any(map(_CRUMBS.search, names)):
            continue
        inner = whole.elements[index + 1 : min(whole.ends[index], index + _MAX_CRUMBS)]
        links = [each for each in inner if each.name == "a"]
        if any(_FORUM.search(whole.text(each)) or _FORUM.search(attribute(each, "href") or "") for each in links):
            return True
    return False


def _article_chars(draft: Draft, whole: Region) -> int:
    """Characters of the article's body that are not those of the comments, wide ones twice."""
    comments = {id(comment.element) for comment in draft.comments}
    left = draft.article.leave_out
    pieces = (
        piece
        for node in draft.article.body
        for piece in whole.strings(node, lambda tag: id(tag) in comments or (left is not None and left(tag)))
    )
    return sum(wide_length(piece.strip()) for piece in pieces)


def with_opening(draft: Draft, *, begins: bool) -> Draft:
    """The same draft with the first comment as its article; where the thread begins elsewhere, the article is empty.

    Posts without words are advertisements between the others; one of nobody, at no time, is the heading over them.
    """
    posts = [post for post in draft.comments if post.status is not Status.PRESENT or not all(map(is_blank, post.body))]
    posts = [post for post in posts if post.author or post.key or post.when or post.when_text] or posts
    if not posts:
        return replace(draft, comments=())
    if not begins:
        return replace(draft, article=ArticleDraft(title=draft.article.title, is_settled=True), comments=posts)
    opening, *others = posts
    article = ArticleDraft(
        title=draft.article.title,
        body=opening.body,
        authors=[(opening.author, opening.author_url)] if opening.author else (),
        when=opening.when,
        when_text=opening.when_text,
        leave_out=opening.leave_out,
        is_settled=True,
    )
    return replace(draft, article=article, comments=[_as_reply(opening, post) for post in others], opened=True)


def _titled_by_post(draft: Draft, posts: Sequence[CommentDraft], whole: Region) -> Draft:
    """The same draft; where its title is nothing of the page's, but a heading in the opening post is, with that."""
    opening = next((post for post in posts if draft.opened and post.body is draft.article.body), None)
    head, title = read_metadata(whole), fold(draft.article.title or "")
    if opening is None or (title and title in fold(head.title)):
        return draft
    parts = parts_of(head)
    headings = (
        node
        for node in first_descendants(opening.element, _MAX_HEADED)
        if isinstance(node, Tag) and node.name in HEADINGS
    )
    heading = next((each for each in headings if (words := fold(whole.text(each))) and words in parts), None)
    if heading is None:
        return draft
    left = draft.article.leave_out

    def leave_out(tag: Tag) -> bool:
        return tag is heading or (left is not None and left(tag))

    return replace(draft, article=replace(draft.article, title=as_title(whole.text(heading)), leave_out=leave_out))


def _as_reply(opening: CommentDraft, post: CommentDraft) -> CommentDraft:
    """A post as a comment on the opening post: a reply to that is a top-level comment."""
    is_reply = (opening.key is not None and post.parent_key == opening.key) or post.parent_element is opening.element
    by_op = post.by_op or (
        post.author is not None and (post.author, post.author_url) == (opening.author, opening.author_url)
    )
    return replace(
        post,
        parent_key=None if is_reply else post.parent_key,
        parent_element=None if is_reply else post.parent_element,
        by_op=by_op,
    )


def _pages(outside: Region, url: str | None) -> Iterator[int]:
    """All page numbers that the page gives for itself; more than 1 if another page comes before."""
    yield from _in_address(url)
    for element in outside.elements:
        if element.name == "link":
            rel = (attribute(element, "rel") or "").lower().split()
            if ("prev" in rel or "previous" in rel) and not _is_called_otherwise(outside, element):
                yield 2
            elif "canonical" in rel:
                yield from _in_address(attribute(element, "href"))
        elif element.name == "title":
            yield from map(int, NUMBER_IN_TITLE.findall(outside.text(element)))
        else:
            yield from _marked(outside, element)


def _is_called_otherwise(outside: Region, link: Tag) -> bool:
    """True if a link to what comes before gives the title of another thread."""
    title = fold_space(attribute(link, "title") or "").casefold()
    own = next((outside.text(element) for element in outside.elements if element.name == "title"), "")
    return bool(title) and title not in own.casefold()


def _marked(outside: Region, element: Tag) -> Iterator[int]:
    for hit in _CURRENT.role_matches(element):
        text = outside.text(element)
        if hit.role == "current" and _NUMBER.fullmatch(text):
            yield int(text)
        elif hit.role == "whole":
            yield from (int(page) for page, total in _OF.findall(text) if int(page) <= int(total))


def _in_address(address: str | None) -> Iterator[int]:
    """The page number in an address; 2 for an offset of more than none."""
    try:
        turn = split_paging(address or "")
    except ValueError:
        return
    if turn.value is not None:
        yield min(turn.value + 1, 2) if turn.is_offset else turn.value
