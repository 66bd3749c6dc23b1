"""The article of a page: its title, byline, time and body, by selectors that hold on most sites.

What sites put between the words of an article that is not of it: advertisements, letters to order, other stories.

The names in a line that says who wrote an article, without all that such lines have beside names.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice, takewhile

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.article.title import as_title, choose_title, fold, parts_of
from threadreader.importer.dates.formats import read_machine
from threadreader.importer.draft import ArticleDraft, LeaveOut
from threadreader.importer.html.metadata import Head
from threadreader.importer.html.region import Region, link_of
from threadreader.importer.html.selector import Selectors, attribute, chooser, classes, hyphened
from threadreader.importer.html.tree import first_in, shape_of

_BOX = (
    r"(?:[-_]+(?:box|bar|block|banner|buttons?|btns?|icons?|links?|list|items?|widget|wrap(?:per)?|container|area|section"
    r"|tools?|toolbar|label|unit|slot|shar(?:e|ing)|media|nav|menu|follow|this|notice|consent|popup|module|row|inner|top"
    r"|bottom|left|right|center|inline|facebook|twitter|email|post|article|\d+))+"
)
"""What of a page is called so is a box, whatever stands before it; without that it may be what an article is about."""

_ASIDE = re.compile(
    r"(?:related|newsletter|sign-?up|subscri(?:be|ption)|advert(?:s|isement|ising)?|adsense|ad-?slot|sponsored"
    r"|about-?(?:the-?)?author|author-?(?:bio|box|info|card|about|description)|paywall|recommend(?:ed|ations)"
    r"|outbrain|taboola|read-?(?:more|also|next)|see-?also|more-?stories|also-?like|to-?comments"
    r"|tag-?(?:cloud|list|links)|(?:post|entry|article)-?tags|post-?bottom-?meta)(?:$|[-_].*)"
    rf"|(?:ads?|shar(?:e|ing)|social|cookies?|promo|tags)(?:{_BOX})?"
    r"|(?:.*[-_])?(?:related|share|sharing|read-?also|newsletter|newsletter-?signup.*|advert|advertisement|ads|adspot.*"
    r"|ad-(?:label|unit|slot|wrap(?:per)?|container))",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?:tag|category|topic|has|no)[-_]", re.IGNORECASE)
_CONTENT_ROOTS = frozenset(("article", "main", "body", "html", "section"))
_POST = frozenset(("hentry", "post", "h-entry"))
_MOST = 800
"""What is beside an article has no more letters than this."""

_MOST_NODES = 100
_PAST = re.compile(r"(?:^#|[-_])(?:after|skip|past|continues?|end)(?:\d{0,3}$|[-_])", re.IGNORECASE)
"""Where links past an advertisement lead, or past a player that nobody hears; others may be a list of contents."""

_DOWN = re.compile(r"#(?:comments?|respond|disqus_thread|reply)$")
_ADVERTISED = re.compile(
    r"\W*(?:advertisement|sponsored|anzeige|werbung|publicité|publicidade?|pubblicità|reklama?|advertentie|реклама|広告|广告|廣告|광고)\W*",
    re.IGNORECASE,
)
_LINE, _LABEL, _FEW = 160, 25, 60
"""Letters of a line about the comments and of what stands before links to all of a subject; nodes of such lines."""

_LINES = frozenset(("p", "div", "ul", "span", "footer", "h5", "h6"))


def is_aside(tag: Tag) -> bool:
    """Whether a tag inside an article is not of it, by what it is called or where all of its links lead."""
    if _is_called_aside(tag) and _is_shorter(tag, _MOST):
        return True
    return tag.name in _LINES and (_only_leads_away(tag) or _is_aside_label(tag))


def _is_called_aside(tag: Tag) -> bool:
    shape = shape_of(tag)
    known = shape.memo.get(is_aside)
    if known is None:
        words = shape.classes or ()
        known = shape.memo[is_aside] = (
            tag.name not in _CONTENT_ROOTS and _POST.isdisjoint(words) and any(map(_names_aside, words))
        )
    return bool(known)


def _names_aside(word: str) -> bool:
    return _NOT.match(word) is None and _ASIDE.fullmatch(hyphened(word)) is not None


def _is_aside_label(tag: Tag) -> bool:
    """Whether a line only says that an advertisement is beside it."""
    only = tag.contents[0] if len(tag.contents) == 1 else None
    return type(only) is NavigableString and len(only) < _LABEL and _ADVERTISED.fullmatch(only.strip()) is not None


def _only_leads_away(tag: Tag) -> bool:
    """Whether a line only has links down to the comments, or to all with a subject, each in it or in an item of it."""
    links, beside, size = [], 0, 0
    for child in islice(tag.contents, _FEW):
        inner = _link_in(child) if isinstance(child, Tag) else None
        if inner is not None:
            links.append(inner)
            size += len(inner.get_text()) if _is_shorter(inner, _LINE) else _LINE
        elif isinstance(child, Tag):
            if not _is_shorter(child, _LABEL):
                return False
            beside += len(child.get_text().strip())
        elif type(child) is NavigableString:
            beside += len(child.strip(" \t\r\n,;|\u00b7\u2022"))
    if not links or len(tag.contents) > _FEW:
        return False
    if tag.name == "p" and len(links) == 1 and size > _LABEL // 2 and not beside:
        href = attribute(links[0], "href") or ""
        return href.startswith("#") and _PAST.search(href) is not None
    if all("tag" in (attribute(link, "rel") or "").split() for link in links):
        return 0 < beside <= _LABEL
    return size + beside <= _LINE and all(_DOWN.search(attribute(link, "href") or "") for link in links)


def _link_in(child: Tag) -> Tag | None:
    """The link that a child is, or the only thing in it."""
    if child.name == "a":
        return child
    inner = [node for node in child.contents[:3] if isinstance(node, Tag)]
    return inner[0] if child.name == "li" and len(inner) == 1 and inner[0].name == "a" else None


def _is_shorter(tag: Tag, most: int) -> bool:
    """Whether there are few letters in a tag; one with many nodes is taken to have more, lest deep ones take long."""
    nodes = list(first_in(tag, _MOST_NODES))
    letters = sum(len(node.strip()) for node in nodes if isinstance(node, NavigableString))
    return len(nodes) < _MOST_NODES and letters <= most


_VERBS = (
    "posted|written|published|submitted|reported|words|story|text|geschrieben|verfasst|veröffentlicht|publié|écrit"
    "|escrito|publicado|scritto|pubblicato|geschreven|geplaatst|napisane|napisał[ay]?|опубликовал[аи]?|skrivet|skrevet"
)
_AUTHOR = (
    "auth?or(?:in)?|auteure?|autora|autore|autrice|schrijver|forfatter|författare|kirjoittaja|penulis|tác giả|автор"
    "|συντάκτης|yazar"
)
_BY = "by|par|por|door|przez|oleh|от|από"
_OF = "von|de|di|da|af|av"
"""What also stands within names, before a single word."""

_LEAD = re.compile(
    rf"^(?:(?:{_VERBS})\s+)?(?:(?:{_BY})\s*:?|(?:{_OF})\s*:?(?=\s+\S+\s+\S)|(?:{_AUTHOR})\s*(?::|(?={_OF})))\s+",
    re.IGNORECASE,
)
_EAST = (
    r"(?:文|撰文|作者|记者|記者|编辑|編輯|投稿者|執筆者?|著者|글쓴이|작성자|글)\s*[:\uff1a/\uff0f|\uff5c]\s*"
    r"|(?:記者|记者)(?=\w)"
)
_LEAD_EAST = re.compile(rf"^(?:{_EAST})")
_BEHIND_EAST = re.compile(r"\s*(?:[/\uff0f].{1,12}(?:報導|报道|報道)|\s(?:기자|記者|记者))$")
_AND = re.compile(
    r"\s*(?:\s(?:and|und|et|y|e|en|och|og|ja|i|a|и|та|ve|și|és|with)\s|[&\u3001;])\s*|\s*,\s*(?:and\s+)?", re.IGNORECASE
)
_CUT = re.compile(r"\s*(?:[|\u00b7\u2022@(<\[]|\s[-\u2013\u2014/]\s).*")
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|contributor|columnist|journalist|staff|chief|senior|manager|director"
    r"|professor|phd|redakt\w*|korrespondent\w*|rédact\w*|redactor\w*|redattor\w*|corresponsal|correspondent|dziennikarz"
    r"|редактор|корреспондент|журналист)",
    re.IGNORECASE,
)
_SMALL = frozenset(
    ("von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "la", "le", "el", "al", "bin", "ter")
)
_LONGEST, _MOST_WORDS = 60, 5
_LONGEST_EAST = 12


def is_led(line: str) -> bool:
    """Whether a line begins with what stands before the name of a writer."""
    return (_LEAD.match(line) or _LEAD_EAST.match(line)) is not None


def names_in(line: str) -> list[str]:
    """The names of the writers that a line gives: without "by", what they are, and where else they write."""
    bare = _LEAD_EAST.sub("", _LEAD.sub("", line.strip()))
    bare = _CUT.sub("", _BEHIND_EAST.sub("", bare)).strip()
    parts = [part for part in _AND.split(bare) if part]
    people = list(_people(parts))
    # A single word beside others is a part of a name, as in "Archer, Ann" and "Ann and Bob's garden".
    if len(parts) > 1 and all(" " in person or not person.isascii() for person in people) and people:
        return people
    return [bare] if bare else []


def looks_like_names(names: list[str]) -> bool:
    """Whether what a line gives are names, by how they are written."""
    return bool(names) and all(map(_is_name, names))


def _people(parts: list[str]) -> Iterator[str]:
    """The parts before the first that says what somebody is."""
    for part in parts:
        if _ROLE.search(part):
            return
        yield part


def _is_name(name: str) -> bool:
    words = name.split()
    if not words or len(name) > _LONGEST or len(words) > _MOST_WORDS or any(map(str.isdigit, name)):
        return False
    if not any(letter.islower() or letter.isupper() for letter in name):
        return len(name) <= _LONGEST_EAST
    return all(word[0].isupper() or word in _SMALL for word in words) and not name.endswith((".", ":", "!", "?"))


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
_MAX_ARTICLE_WRAPPERS = 3
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
        around = (
            at for rank, at, _ in parts["wrapper"] if rank < _MAX_ARTICLE_WRAPPERS and at <= place < outside.ends[at]
        )
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
