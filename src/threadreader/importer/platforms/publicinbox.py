"""public-inbox, as of lore.kernel.org: a thread of mails on one page, or one mail, all in plain text."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.article.opening import with_opening
from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft, Draft, nesting_levels, parents_by_depth
from threadreader.importer.html.region import read_metadata, split_regions
from threadreader.importer.html.selector import attribute, matcher
from threadreader.importer.platforms.mail_archives import mark_up, only_mail, split_mail
from threadreader.importer.platforms.recipe import indented
from threadreader.lexicon import compile_lazily
from threadreader.model.thread import Status

_TELLS: Mapping[str, int] = {
    "pre > a[href^='#e'][id^=m]": 60,
    "pre > a[id^=e][href^='#m']": 40,
    "pre > a[href^='#m'][id^=r]": 40,
    "pre#b": 40,
    "a[href$='t.mbox.gz']": 30,
    "pre#R": 20,
}
_BEGINS = compile_lazily(r"m[0-9a-f]{6,}")
_ENDS = compile_lazily(r"e[0-9a-f]{6,}")
_IN_OVERVIEW = compile_lazily(r"r([0-9a-f]{6,})")
_FROM = compile_lazily(r"^From: (.+?) @ (\d{4}-\d\d-\d\d) +(\d{1,2}):(\d\d) UTC", re.MULTILINE)
_BRANCH = compile_lazily(r"(?<! )( *)` [^`]*$")
_INDENT = 2  # spaces for a level in the program's overview


class _Mail(Struct, frozen=True):
    """One mail of a thread: the tag that it is in, the words above its text, and its text as found."""

    element: Tag
    anchor: Tag
    header: str
    links: Sequence[Tag]
    body: Sequence[PageElement]


class PublicInbox:
    """Reads a thread by its overview, in which each mail is indented under the one that it answers."""

    name = "publicinbox"
    tells = _TELLS
    _article = ArticleRecipe(body="pre#b")

    def extract(self, document: Document) -> Draft:
        """The first mail as the article, and the others as answers to it; of a page of one mail, that."""
        (whole,) = split_regions(document.soup, lambda _tag, _region: False)
        article = self._article.extract(whole, read_metadata(whole))
        mails = [mail for tag in whole.elements if tag.name == "pre" and (mail := _read(tag))]
        if mails:
            overview = dict(_overview(whole.elements))
            return with_opening(Draft(article, _drafts(mails, overview)), begins=True)
        (top,) = article.body or (document.soup,)
        return only_mail(article, top.contents if isinstance(top, Tag) else (), _ends)


def _read(tag: Tag) -> _Mail | None:
    """The mail in a `<pre>`, None where there is something else in it."""
    anchor = next((child for child in tag.contents if isinstance(child, Tag)), None)
    if anchor is None or anchor.name != "a" or not _BEGINS.fullmatch(attribute(anchor, "id") or ""):
        return None
    return _Mail(tag, anchor, *split_mail(tag.contents, _ends))


def _ends(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name == "a" and _ENDS.fullmatch(attribute(node, "id") or "") is not None


def _overview(tags: Sequence[Tag]) -> Iterator[tuple[str, tuple[int, Tag]]]:
    """The depth of each mail in the overview of the thread, and its line there."""
    for tag in tags:
        found = _IN_OVERVIEW.fullmatch(attribute(tag, "id") or "") if tag.name == "a" else None
        if found:
            before = tag.previous_sibling
            line = str(before).rpartition("\n")[2].removesuffix("<") if isinstance(before, NavigableString) else ""
            branch = _BRANCH.search(line)
            yield "m" + found[1], (1 + (len(branch[1]) - 1) // _INDENT if branch else 0, tag)


def _drafts(mails: Sequence[_Mail], overview: Mapping[str, tuple[int, Tag]]) -> list[CommentDraft]:
    """The mails, and those that the overview only mentions where others answer them."""
    by_key = {attribute(mail.anchor, "id") or "": _draft(mail) for mail in mails}
    if not all(key in overview for key in by_key):
        parents = parents_by_depth(list(nesting_levels((mail.element for mail in mails), matcher("ul"))))
        return indented(list(by_key.values()), parents)
    indices = {key: by_key.get(key) or _missing(key, line) for key, (_, line) in overview.items()}
    drafts = indented(list(indices.values()), parents_by_depth([depth for depth, _ in overview.values()]))
    answered = {id(draft.parent_element) for draft in drafts}
    return [draft for draft in drafts if draft.status is Status.PRESENT or id(draft.element) in answered]


def _draft(mail: _Mail) -> CommentDraft:
    found = _FROM.search(mail.header)
    link = next((link for link in mail.links if link.get_text() == "permalink"), None)
    return CommentDraft(
        element=mail.element,
        body=tuple(mark_up(mail.body)),
        key=attribute(mail.anchor, "id"),
        author=found[1] if found else None,
        when=f"{found[2]}T{int(found[3]):02}:{found[4]}:00+00:00" if found else None,
        permalink=attribute(link, "href") if link is not None else None,
    )


def _missing(key: str, line: Tag) -> CommentDraft:
    return CommentDraft(element=line, key=key, status=Status.MISSING)


ADAPTER = PublicInbox()
