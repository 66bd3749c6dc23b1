"""Articles by selectors that hold on most sites: title, byline, time and body.

The boilerplate that sites put into the text of an article: advertisements, newsletter forms, related stories. The
authors' names in a byline, without its other words.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache, cached_property
from itertools import islice, takewhile

from bs4 import Tag
from bs4.element import NavigableString
from msgspec import Struct

from threadreader.importer.article.title import as_title, choose_title, fold, parts_of
from threadreader.importer.dates.formats import parse_machine_time
from threadreader.importer.draft import ArticleDraft, LeaveOut
from threadreader.importer.html import HEADINGS
from threadreader.importer.html.region import Metadata, Region, link_of
from threadreader.importer.html.selector import Selectors, attribute, classes, hyphenate, matcher
from threadreader.importer.html.tree import first_descendants, signature_of
from threadreader.importer.lexicon import ADVERTISEMENT
from threadreader.lexicon import alternatives, compile_lazily, word_set

_BOX = rf"(?:[-_]+(?:{alternatives('box_parts')}))+"
_BOILERPLATE_NAME = compile_lazily(
    rf"(?:{alternatives('box_names')})(?:$|[-_].*)|(?:{alternatives('box_names_alone')})(?:{_BOX})?"
    rf"|(?:.*[-_])?(?:{alternatives('box_names_at_end')})",
    re.IGNORECASE,
)
_SUBJECT_NAME = compile_lazily(r"(?:tag|category|topic|has|no)[-_]", re.IGNORECASE)
_CONTENT_ROOTS = frozenset(("article", "main", "body", "html", "section"))
_POST_CLASSES = frozenset(("hentry", "post", "h-entry"))
# Characters, and nodes, of boilerplate within an article.
_MAX_BOILERPLATE_CHARS = 800

_MAX_BOILERPLATE_NODES = 100  # bounds the time; no box of 800 characters has as many (judgement)
# Targets of links past an advertisement or player; others may be those of a table of contents.
_SKIP_TARGET = compile_lazily(r"(?:^#|[-_])(?:after|skip|past|continues?|end)(?:\d{0,3}$|[-_])", re.IGNORECASE)

_COMMENTS_TARGET = compile_lazily(r"#(?:comments?|respond|disqus_thread|reply)$")
# Characters of a line about the comments, and of a label before links to all of a subject; nodes of such lines.
_MAX_LINE_CHARS, _MAX_LABEL_CHARS, _MAX_LINE_NODES = 160, 25, 60

_LINE_TAGS = frozenset(("p", "div", "ul", "span", "footer", "h5", "h6"))


def is_boilerplate(element: Tag) -> bool:
    """True if an element inside an article is boilerplate, by its name or by the targets of its links."""
    if _is_named_boilerplate(element) and _is_short(element, _MAX_BOILERPLATE_CHARS):
        return True
    return element.name in _LINE_TAGS and (_has_only_outbound_links(element) or _is_advertisement_label(element))


def _is_named_boilerplate(element: Tag) -> bool:
    shape = signature_of(element)
    known = shape.memo.get(is_boilerplate)
    if known is None:
        words = shape.classes or ()
        known = shape.memo[is_boilerplate] = (
            element.name not in _CONTENT_ROOTS
            and _POST_CLASSES.isdisjoint(words)
            and any(map(_is_boilerplate_name, words))
        )
    return bool(known)


def _is_boilerplate_name(word: str) -> bool:
    return _SUBJECT_NAME.match(word) is None and _BOILERPLATE_NAME.fullmatch(hyphenate(word)) is not None


def _is_advertisement_label(element: Tag) -> bool:
    """True if a line is only the label of an advertisement."""
    only = element.contents[0] if len(element.contents) == 1 else None
    return (
        type(only) is NavigableString
        and len(only) < _MAX_LABEL_CHARS
        and ADVERTISEMENT.fullmatch(only.strip()) is not None
    )


def _has_only_outbound_links(element: Tag) -> bool:
    """True if a line has only links to the comments, or to all of a subject, each in it or in an item of it."""
    nodes = element.contents
    if len(nodes) > _MAX_LINE_NODES:
        return False
    inside = [_only_link(child) if isinstance(child, Tag) else None for child in nodes]
    links = [link for link in inside if link is not None]
    if not links:
        return False
    rest_chars = link_chars = 0
    for child, inner in zip(nodes, inside, strict=True):
        if inner is not None:
            link_chars += len(inner.get_text()) if _is_short(inner, _MAX_LINE_CHARS) else _MAX_LINE_CHARS
        elif isinstance(child, Tag):
            if not _is_short(child, _MAX_LABEL_CHARS):
                return False
            rest_chars += len(child.get_text().strip())
        elif type(child) is NavigableString:
            rest_chars += len(child.strip(" \t\r\n,;|\u00b7\u2022"))
    if element.name == "p" and len(links) == 1 and link_chars > _MAX_LABEL_CHARS // 2 and not rest_chars:
        href = attribute(links[0], "href") or ""
        return href.startswith("#") and _SKIP_TARGET.search(href) is not None
    if all("tag" in (attribute(link, "rel") or "").split() for link in links):
        return 0 < rest_chars <= _MAX_LABEL_CHARS
    return link_chars + rest_chars <= _MAX_LINE_CHARS and all(
        _COMMENTS_TARGET.search(attribute(link, "href") or "") for link in links
    )


def _only_link(child: Tag) -> Tag | None:
    """The link that an element is, or has as its only child."""
    if child.name == "a":
        return child
    inner = [node for node in child.contents[:3] if isinstance(node, Tag)]
    return inner[0] if child.name == "li" and len(inner) == 1 and inner[0].name == "a" else None


def _is_short(element: Tag, max_chars: int) -> bool:
    """True if the text is short; one with many nodes is taken to be long, lest deep ones take long."""
    count = chars = 0
    for node in first_descendants(element, _MAX_BOILERPLATE_NODES):
        count += 1
        chars += len(node.strip()) if isinstance(node, NavigableString) else 0
        if chars > max_chars:
            return False
    return count < _MAX_BOILERPLATE_NODES


_VERBS = alternatives("written_by")
_AUTHOR = alternatives("author_label", cjk=False)
_BY = alternatives("byline_by")
# Prepositions that also occur within names, before a single word.
_OF = alternatives("byline_of")

_BYLINE_PREFIX = compile_lazily(
    rf"^(?:(?:{_VERBS})\s+)?(?:(?:{_BY})\s*:?|(?:{_OF})\s*:?(?=\s+\S+\s+\S)|(?:{_AUTHOR})\s*(?::|(?={_OF})))\s+",
    re.IGNORECASE,
)
_CJK_PREFIX = compile_lazily(
    rf"^(?:(?:{alternatives('author_label', cjk=True)})\s*[:\uff1a/\uff0f|\uff5c]\s*"
    rf"|(?:{alternatives('reporter')})(?=\w))"
)
_CJK_SUFFIX = compile_lazily(
    rf"\s*(?:[/\uff0f].{{1,12}}(?:{alternatives('reported')})|\s(?:{alternatives('reporter_after')}))$"
)
_CONJUNCTION = compile_lazily(rf"\s*(?:\s(?:{alternatives('and')})\s|[&\u3001;])\s*|\s*,\s*(?:and\s+)?", re.IGNORECASE)
_SUFFIX = compile_lazily(r"\s*(?:[|\u00b7\u2022@(<\[]|\s[-\u2013\u2014/]\s).*")
_ROLE = compile_lazily(rf"\b(?:{alternatives('professions')})", re.IGNORECASE)
_NAME_PARTICLES = word_set("name_particles")
_MAX_NAME_CHARS, _MAX_NAME_WORDS = 60, 5  # longer lines are sentences (judgement)
_MAX_CJK_NAME_CHARS = 12  # without spaces no words are counted; names have some 2 to 8 (judgement)


def is_byline(line: str) -> bool:
    """True if a line begins like a byline."""
    return (_BYLINE_PREFIX.match(line) or _CJK_PREFIX.match(line)) is not None


def split_names(line: str) -> list[str]:
    """Split a byline into the authors' names, without "by", roles and other sites."""
    bare = _CJK_PREFIX.sub("", _BYLINE_PREFIX.sub("", line.strip()))
    bare = _SUFFIX.sub("", _CJK_SUFFIX.sub("", bare)).strip()
    parts = [part for part in _CONJUNCTION.split(bare) if part]
    people = list(takewhile(lambda part: not _ROLE.search(part), parts))
    # A single word beside others is a part of a name, as in "Archer, Ann" and "Ann and Bob's garden".
    if len(parts) > 1 and all(" " in person or not person.isascii() for person in people) and people:
        return people
    return [bare] if bare else []


def are_names(names: list[str]) -> bool:
    """True if all of a byline's parts are written like names."""
    return bool(names) and all(map(_is_name, names))


def _is_name(name: str) -> bool:
    words = name.split()
    if not words or len(name) > _MAX_NAME_CHARS or len(words) > _MAX_NAME_WORDS or any(map(str.isdigit, name)):
        return False
    if not any(char.islower() or char.isupper() for char in name):
        return len(name) <= _MAX_CJK_NAME_CHARS
    return all(word[0].isupper() or word in _NAME_PARTICLES for word in words) and not name.endswith(
        (".", ":", "!", "?")
    )


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
_NOT_BODY = """
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
_AUTHOR_PAGE = compile_lazily(r"/author/[^/]")
# Metadata of the time of first publication, the most reliable first.
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

# Metadata of some time, which is mostly that of publication.
_DATED = ("date", "DC.date", "dcterms.date")

# Prefixes of an author's name.
_AUTHOR_PREFIX = compile_lazily(
    rf"(?:(?<!\w)(?:{alternatives('byline_by', 'byline_of', 'author_label_at_end')})|:)\s*$",
    re.IGNORECASE,
)

# The first selectors of wrappers match one article each.
_MAX_ARTICLE_WRAPPERS = 3

_LABEL_CLASSES = frozenset(("screen-reader-text", "visually-hidden", "sr-only"))
_NAME_SEPARATORS = " ,|@/\u00b7\u2013\u2014-"
# Characters of a full body; of shorter ones the longest of the most wanted kind is taken.
_MIN_BODY_CHARS = 200

# Characters: no name has so many.
_MAX_AUTHOR_CHARS = 100

# Candidates for each part, and ancestors of one, that are examined.
_MAX_CANDIDATES = 50

# Rank and index of a candidate for a part, and its element.
_Candidate = tuple[int, int, Tag]


class ArticleRecipe(Struct, frozen=True, dict=True):
    """Selectors of the parts of an article, each with its alternatives in order of preference.

    `author_words` and `when_words` are patterns whose first group is the name or the time in the text of their
    elements. `wrapper` may hold the body among other things, where no `body` has enough text. With `may_be_title`, an
    article may be only a title, and no body is looked for elsewhere. `link` leads to the page that is discussed.
    """

    title: str = _TITLES
    body: str = _BODIES
    wrapper: str = _WRAPPERS
    author: str = _AUTHORS
    author_words: str = r"(.+)"
    when: str = _TIMES
    when_words: str = r"(.+)"
    leave_out: str = _NOT_BODY
    may_be_title: bool = False
    link: str = ""

    @cached_property
    def selectors(self) -> Selectors:
        """The compiled selectors."""
        roles = {"title": self.title, "body": self.body, "author": self.author, "when": self.when}
        roles |= {"link": self.link} if self.link else {}
        return Selectors(roles | ({} if self._is_own else {"wrapper": self.wrapper}))

    @property
    def _is_own(self) -> bool:
        return self.body != _BODIES

    @cached_property
    def is_left_out(self) -> LeaveOut:
        """A filter of the elements inside the body that are not part of it."""
        return matcher(self.leave_out)

    def extract(self, outside: Region, head: Metadata) -> ArticleDraft:
        """The article in the part of a page outside its comments."""
        parts = self._parts(outside)
        bodies = {id(element) for *_, element in parts["body"]}
        titles = [element for *_, element in parts["title"] if id(element) not in bodies]
        called = {id(element) for rank, _, element in parts["title"] if rank not in self._bare}
        title = self._own_title(outside, parts["title"], bodies) or choose_title(outside, head, titles, called)
        times = [element for *_, element in parts["when"]]
        of_title = {id(element) for element in titles if title in (words := outside.text(element), as_title(words))}
        left_ids = of_title | set(map(id, times[:1])) | outside.inner
        left = self.is_left_out

        def leave_out(element: Tag) -> bool:
            return id(element) in left_ids or left(element) or is_boilerplate(element)

        ranked = [(rank, element) for rank, _, element in parts["body"]]
        wrappers = [(_MAX_CANDIDATES + rank, element) for rank, _, element in parts["wrapper"]]
        size, body = _body(outside, ranked + wrappers, leave_out)
        is_body = any(id(candidate) in bodies for candidate in body)
        when = next((element for _, index, element in parts["when"] if self._is_of(index, outside, parts, body)), None)
        return ArticleDraft(
            title=title,
            body=body,
            authors=self._authors(outside, [element for *_, element in parts["author"]], head.site)
            or _named_authors(head),
            when=head.meta(*_PUBLISHED) or (_machine_time(when) if when is not None else head.meta(*_DATED)),
            when_text=_first_group(self.when_words, outside.text(when)) if when is not None else None,
            leave_out=leave_out,
            is_settled=(is_body and size >= _MIN_BODY_CHARS) or (self._is_own and (self.may_be_title or size > 0)),
            link=next((link_of(outside, element) for *_, element in parts["link"]), None),
        )

    def _is_of(
        self, time: int, outside: Region, parts: Mapping[str, Sequence[_Candidate]], body: Sequence[Tag]
    ) -> bool:
        """True if a time is before the end of the body, or in the same article; times after it are of others."""
        bodies = set(map(id, body))
        body_index = next(
            (index for role in ("body", "wrapper") for _, index, element in parts[role] if id(element) in bodies), None
        )
        is_marked = attribute(outside.elements[time], "itemprop") == "datePublished"
        if self._is_own or self.when != _TIMES or is_marked or body_index is None or time < outside.ends[body_index]:
            return True
        wrappers = (
            index
            for rank, index, _ in parts["wrapper"]
            if rank < _MAX_ARTICLE_WRAPPERS and index <= body_index < outside.ends[index]
        )
        between = outside.elements[outside.ends[body_index] : time]
        return any(time < outside.ends[index] for index in wrappers) or not any(
            element.name in HEADINGS for element in between
        )

    def _own_title(
        self, outside: Region, candidates: Sequence[tuple[int, int, Tag]], bodies: Collection[int]
    ) -> str | None:
        """The text of the first element that a recipe's own selectors match by more than the tag name.

        A note without a title may have the name of one on its text, which is in `bodies` (by identity).
        """
        named = [element for rank, _, element in candidates if rank not in self._bare]
        if self.title == _TITLES or (named and id(named[0]) in bodies):
            return None
        return next((text for element in named if (text := outside.text(element))), None)

    def _authors(self, outside: Region, elements: Sequence[Tag], site: str | None) -> list[tuple[str, str | None]]:
        """The first name and its siblings, without prefixes and the site's name after it."""
        names: dict[str, str | None] = {}
        parent = elements[0].parent if elements else None
        for element in elements:
            texts = (
                _first_group(self.author_words, text) for text in (_name_text(outside, element), outside.text(element))
            )
            name = _strip_site(next(filter(None, texts), ""), site)
            if element.parent is parent and name and len(name) < _MAX_AUTHOR_CHARS:
                for each in split_names(name) if self.author == _AUTHORS or is_byline(name) else (name,):
                    names.setdefault(each, link_of(outside, element))
        return list(names.items())

    @cached_property
    def _bare(self) -> frozenset[int]:
        """The ranks of the titles that are selected by tag name alone."""
        return frozenset(rank for rank, each in enumerate(self.title.split(",")) if each.strip().isalnum())

    def _parts(self, outside: Region) -> dict[str, list[_Candidate]]:
        """The elements that match each part with their rank and index, the most wanted first."""
        ranked: defaultdict[str, list[_Candidate]] = defaultdict(list)
        for index, hit in self.selectors.matches_among(outside.elements, outside.signatures):
            element = outside.elements[index]
            if element.name not in ("body", "html", "meta", "link"):
                ranked[hit.role].append((hit.priority, index, element))
        return defaultdict(list, {role: sorted(some)[:_MAX_CANDIDATES] for role, some in ranked.items()})


@cache
def chrome_filter() -> LeaveOut:
    """A filter of site chrome. A form is none: it may hold a whole page."""
    return matcher(_NOT_BODY.replace("nav, form,", "nav,"))


def _body(outside: Region, candidates: Sequence[tuple[int, Tag]], leave_out: LeaveOut) -> tuple[int, Sequence[Tag]]:
    """The best body among the candidates, and its size in characters."""
    usual = [(rank, element) for rank, element in candidates if not leave_out(element)]
    clear = [(rank, element) for rank, element in usual if not _is_inside_left_out(element, leave_out)]
    best = _fullest(outside, clear, leave_out)
    best = _fullest(outside, usual, leave_out) if best is None else best
    return (best[0], (best[1],)) if best is not None else (0, ())


def _fullest(outside: Region, candidates: Sequence[tuple[int, Tag]], leave_out: LeaveOut) -> tuple[int, Tag] | None:
    """The first with the text of an article; if there is none, the longest of the most wanted."""
    best: tuple[int, int, Tag] | None = None
    for rank, element in candidates:
        size = sum(len(piece.strip()) for piece in outside.strings(element, leave_out))
        if size >= _MIN_BODY_CHARS:
            return best[1:] if best and best[0] < rank else (size, element)
        if size and (best is None or (best[0] == rank and size > best[1])):
            best = (rank, size, element)
    return best[1:] if best else None


def _is_inside_left_out(element: Tag, leave_out: LeaveOut) -> bool:
    ancestors = takewhile(lambda ancestor: ancestor.name not in ("body", "html", "[document]"), element.parents)
    return any(map(leave_out, islice(ancestors, _MAX_CANDIDATES)))


def _first_group(pattern: str, text: str) -> str | None:
    """The first group of a pattern's match, None if there is none."""
    match = re.search(pattern, text)
    return match[1] if match else None


def _name_text(outside: Region, element: Tag) -> str:
    """The text without times and screen-reader labels; after a label, only that of the link to an author's page.

    Other text before or after such a link may be that of further authors.
    """
    text = outside.text(element, _is_label)
    links = [link for link in element.find_all("a") if _AUTHOR_PAGE.search(attribute(link, "href") or "")]
    name = outside.text(links[0], _is_label) if len(links) == 1 else ""
    is_labelled = name and text.endswith(name) and _AUTHOR_PREFIX.search(text.removesuffix(name))
    return name if is_labelled else text


def _is_label(element: Tag) -> bool:
    return element.name == "time" or not _LABEL_CLASSES.isdisjoint(classes(element))


def _strip_site(name: str, site: str | None) -> str:
    before = name.removesuffix(site).rstrip(_NAME_SEPARATORS) if site and name != site else name
    return before or name


def _named_authors(head: Metadata) -> list[tuple[str, str | None]]:
    name = head.meta("author", "article:author", "parsely-author", "byl")
    if not name or "://" in name:
        return []
    called = parts_of(head)
    people = ", ".join(part.strip() for part in name.split(",") if fold(part) not in called)
    return [(each, None) for each in split_names(people or name)]


def _machine_time(element: Tag) -> str | None:
    title = attribute(element, "title") or ""
    return (
        attribute(element, "datetime")
        or attribute(element, "content")
        or (title if parse_machine_time(title) else None)
    )
