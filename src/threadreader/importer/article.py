"""The article of a page: its title, byline, time and body, by selectors that hold on most sites."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice, takewhile

from bs4 import Tag

from threadreader.importer.asides import is_aside
from threadreader.importer.dates.machine import read_machine
from threadreader.importer.draft import ArticleDraft, LeaveOut
from threadreader.importer.head import Head
from threadreader.importer.heading import as_title, choose_title, fold, parts_of
from threadreader.importer.region import Region, link_of
from threadreader.importer.selector import Selectors, attribute, chooser, classes
from threadreader.importer.writers import is_led, names_in

_TITLES = """
    .entry-title, .wp-block-post-title, .post-title, .posttitle, .storytitle, .article-title, [itemprop~=headline],
    h1, h2, h3
"""
_BODIES = """
    .entry-content, .wp-block-post-content, .post-content, .post-entry, [itemprop=articleBody], .article-content,
    .article-body, .article__content, .post-body, .entry-body, .entry, .storycontent, .storytext, .entrytext
"""
_WRAPPERS = ".hentry, article, .post, main, [role=main]"
_AUTHORS = """
    .wp-block-post-author-name, .byline .fn, .author .fn, .vcard .fn, [rel~=author], .entry-author-name,
    .entry-author, .author-name, .post-author, [itemprop=author] [itemprop=name], [itemprop=author]
"""
_TIMES = """
    time.published, time.entry-date, .wp-block-post-date time, [itemprop=datePublished], .posted-on time,
    .entry-date, .published, .post-date, .entry-meta time, header time, time
"""
_NOT_WORDS = """
    nav, form, .sharedaddy, .jp-relatedposts, .relatedposts, .related-posts, .related, .yarpp-related,
    .post-navigation, .navigation, .nav-links, .entry-meta, .entry-utility, .postmetadata, .meta, .entry-footer,
    .post-tags, .tags-links, .addtoany_share_save_container, .addtoany_content, .social-share, .share-buttons,
    .shariff, .heateor_sss_sharing_container, .author-box, .author-info, .sharing, .share, .wp-block-comments,
    .wp-block-post-comments, #comments, .comments-area, #respond, .comment-respond, .comments, .commentlist,
    .comment-list, .post-views, .breadcrumbs, .breadcrumb, .widget, .wpcnt, .jp-post-flair, #jp-post-flair,
    aside.sidebar, #sidebar, .sidebar, .screen-reader-text, .print-link, .entry-title, .entry-header, .post-title,
    .byline, .posted-on, .cat-links, .edit-link, .post-edit-link, .rating, .wp-block-post-terms,
    .wp-block-post-navigation-link, .wp-block-post-date, .wp-block-post-author,
    .wp-block-post-author-name, .feedback
"""
_BY_ONE = re.compile(r"/author/[^/]")
_PUBLISHED = (
    *(
        "article:published_time",
        "og:article:published_time",
        "datePublished",
        "parsely-pub-date",
        "sailthru.date",
        "DC.date.issued",
    ),
    *("dcterms.created", "dcterms.issued", "pubdate", "publishdate", "publish-date"),
)
"""Metas that say when an article was first there, the surest first."""

_DATED = ("date", "DC.date", "dcterms.date")
"""Metas that say when something was, which is mostly that."""

_LABELLED = re.compile(
    r"(?:(?<!\w)(?:by|von|par|por|di|da|de|door|av|af|od|przez|oleh|от|από|auth?or|auteur|autore|автор|作者|投稿者|작성자|글쓴이)"
    r"|:)\s*$",
    re.IGNORECASE,
)
"""What stands before the name of a writer."""

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WHOLE = 3
"""The first so many wrappers are each one article."""

_LABELS = frozenset(("screen-reader-text", "visually-hidden", "sr-only"))
_JOINTS = " ,|@/\u00b7\u2013\u2014-"
_FULL = 200
"""A body with this many characters is a body; of smaller ones the largest of the most wanted kind is taken."""

_LONG = 100
"""No name has as many characters as this."""

_ENOUGH = 50
"""Of more tags than these that could be a part, or that are around one, the rest are not looked at."""

_Ranked = tuple[int, int, Tag]
"""A tag that plays a part, with how wanted it is and its place."""


@dataclass(frozen=True)
class ArticleRecipe:
    """Selectors for the parts of an article, each with its alternatives in order of preference.

    What `author_words` and `when_words` fit in the words of theirs is the name or the time, as their first group.
    `wrapper` is what else may hold the words where there is no `body` with enough of them, among other things. Where
    `may_be_title`, an article without words is only a title, and none are looked for elsewhere.
    """

    title: str = _TITLES
    body: str = _BODIES
    wrapper: str = _WRAPPERS
    author: str = _AUTHORS
    author_words: str = r"(.+)"
    when: str = _TIMES
    when_words: str = r"(.+)"
    leave_out: str = _NOT_WORDS
    may_be_title: bool = False

    @cached_property
    def selectors(self) -> Selectors:
        """The parts, compiled."""
        roles = {"title": self.title, "body": self.body, "author": self.author, "when": self.when}
        return Selectors(roles | ({} if self._is_own else {"wrapper": self.wrapper}))

    @property
    def _is_own(self) -> bool:
        return self.body != _BODIES

    @cached_property
    def is_left_out(self) -> LeaveOut:
        """Whether a tag inside the body is not part of its words."""
        return chooser(self.leave_out)

    def extract(self, outside: Region, head: Head) -> ArticleDraft:
        """The article in the part of a page outside its comments."""
        parts = self._parts(outside)
        titles = [tag for *_, tag in parts["title"]]
        called = {id(tag) for rank, _, tag in parts["title"] if rank not in self._bare}
        title = self._own_title(outside, parts["title"]) or choose_title(outside, head, titles, called)
        times = [tag for *_, tag in parts["when"]]
        of_title = {id(tag) for tag in titles if title in (words := outside.words(tag), as_title(words))}
        said = of_title | set(map(id, times[:1])) | outside.inner
        left = self.is_left_out

        def leave_out(tag: Tag) -> bool:
            return id(tag) in said or left(tag) or is_aside(tag)

        bodies = [(rank, tag) for rank, _, tag in parts["body"]]
        wrappers = [(_ENOUGH + rank, tag) for rank, _, tag in parts["wrapper"]]
        size, body = _body(outside, bodies + wrappers, leave_out)
        is_body = any(tag is found for found in body for _, tag in bodies)
        when = next((tag for _, place, tag in parts["when"] if self._is_of(place, outside, parts, body)), None)
        return ArticleDraft(
            title=title,
            body=body,
            authors=self._authors(outside, [tag for *_, tag in parts["author"]], head.site) or _named_authors(head),
            when=head.meta(*_PUBLISHED) or (_machine_time(when) if when is not None else head.meta(*_DATED)),
            when_text=_within(self.when_words, outside.words(when)) if when is not None else None,
            leave_out=leave_out,
            is_settled=(is_body and size >= _FULL) or (self._is_own and (self.may_be_title or size > 0)),
        )

    def _is_of(self, time: int, outside: Region, parts: Mapping[str, Sequence[_Ranked]], body: Sequence[Tag]) -> bool:
        """Whether a time stands before the end of the body, or in the same article; behind it are those of others."""
        bodies = set(map(id, body))
        place = next((at for role in ("body", "wrapper") for _, at, tag in parts[role] if id(tag) in bodies), None)
        is_marked = attribute(outside.tags[time], "itemprop") == "datePublished"
        if self._is_own or self.when != _TIMES or is_marked or place is None or time < outside.ends[place]:
            return True
        around = (at for rank, at, _ in parts["wrapper"] if rank < _WHOLE and at <= place < outside.ends[at])
        between = outside.tags[outside.ends[place] : time]
        return any(time < outside.ends[at] for at in around) or not any(tag.name in _HEADINGS for tag in between)

    def _own_title(self, outside: Region, found: Sequence[tuple[int, int, Tag]]) -> str | None:
        """The words of the first tag that a recipe of its own chooses by more than its name."""
        if self.title == _TITLES:
            return None
        named = (tag for rank, _, tag in found if rank not in self._bare)
        return next((words for tag in named if (words := outside.words(tag))), None)

    def _authors(self, outside: Region, found: Sequence[Tag], site: str | None) -> list[tuple[str, str | None]]:
        """The first name and those beside it, without the words before it and the site's name behind it."""
        names: dict[str, str | None] = {}
        beside = found[0].parent if found else None
        for tag in found:
            said = (_within(self.author_words, words) for words in (_words_of_name(outside, tag), outside.words(tag)))
            name = _without_site_behind(next(filter(None, said), ""), site)
            if tag.parent is beside and name and len(name) < _LONG:
                for each in names_in(name) if self.author == _AUTHORS or is_led(name) else (name,):
                    names.setdefault(each, link_of(outside, tag))
        return list(names.items())

    @cached_property
    def _bare(self) -> frozenset[int]:
        """The ranks of what is a title by the name of its tag alone."""
        return frozenset(rank for rank, each in enumerate(self.title.split(",")) if each.strip().isalnum())

    def _parts(self, outside: Region) -> dict[str, list[_Ranked]]:
        """The tags that play each part with their rank and place, the most wanted first."""
        ranked: defaultdict[str, list[_Ranked]] = defaultdict(list)
        for place, hit in self.selectors.hits_among(outside.tags, outside.shapes):
            tag = outside.tags[place]
            if tag.name not in ("body", "html", "meta", "link"):
                ranked[hit.role].append((hit.rank, place, tag))
        return defaultdict(list, {role: sorted(some)[:_ENOUGH] for role, some in ranked.items()})


@cache
def is_chrome() -> LeaveOut:
    """Whether a tag is what sites have around their articles. A form is not: it may hold a whole page."""
    return chooser(_NOT_WORDS.replace("nav, form,", "nav,"))


def _body(outside: Region, found: Sequence[tuple[int, Tag]], leave_out: LeaveOut) -> tuple[int, Sequence[Tag]]:
    """How many characters the best of what may be the body has, and that."""
    usual = [(rank, tag) for rank, tag in found if not leave_out(tag)]
    clear = [(rank, tag) for rank, tag in usual if not _is_inside_left_out(tag, leave_out)]
    best = _fullest(outside, clear, leave_out)
    best = _fullest(outside, usual, leave_out) if best is None else best
    return (best[0], (best[1],)) if best is not None else (0, ())


def _fullest(outside: Region, found: Sequence[tuple[int, Tag]], leave_out: LeaveOut) -> tuple[int, Tag] | None:
    """The first with the text of an article; where none has, the one with the most text of the most wanted."""
    best: tuple[int, int, Tag] | None = None
    for rank, tag in found:
        size = sum(len(piece.strip()) for piece in outside.strings(tag, leave_out))
        if size >= _FULL:
            return best[1:] if best and best[0] < rank else (size, tag)
        if size and (best is None or (best[0] == rank and size > best[1])):
            best = (rank, size, tag)
    return best[1:] if best else None


def _is_inside_left_out(tag: Tag, leave_out: LeaveOut) -> bool:
    around = takewhile(lambda above: above.name not in ("body", "html", "[document]"), tag.parents)
    return any(map(leave_out, islice(around, _ENOUGH)))


def _within(pattern: str, words: str) -> str | None:
    """The part of some words that matters, None where they are about something else."""
    found = re.search(pattern, words)
    return found[1] if found else None


def _words_of_name(outside: Region, tag: Tag) -> str:
    """The words there but times and labels to be read out; of those before a link to all of a writer, the link alone.

    What stands before or behind such a link otherwise may be others who wrote it too.
    """
    words = outside.words(tag, _is_label)
    links = [link for link in tag.find_all("a") if _BY_ONE.search(attribute(link, "href") or "")]
    name = outside.words(links[0], _is_label) if len(links) == 1 else ""
    is_labelled = name and words.endswith(name) and _LABELLED.search(words.removesuffix(name))
    return name if is_labelled else words


def _is_label(tag: Tag) -> bool:
    return tag.name == "time" or not _LABELS.isdisjoint(classes(tag))


def _without_site_behind(name: str, site: str | None) -> str:
    before = name.removesuffix(site).rstrip(_JOINTS) if site and name != site else name
    return before or name


def _named_authors(head: Head) -> list[tuple[str, str | None]]:
    name = head.meta("author", "article:author", "parsely-author", "byl")
    if not name or "://" in name:
        return []
    called = parts_of(head)
    people = ", ".join(part.strip() for part in name.split(",") if fold(part) not in called)
    return [(each, None) for each in names_in(people or name)]


def _machine_time(tag: Tag) -> str | None:
    title = attribute(tag, "title") or ""
    return attribute(tag, "datetime") or attribute(tag, "content") or (title if read_machine(title) else None)
