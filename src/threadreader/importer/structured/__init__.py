"""What a page says of its article and comments for machines: confirms what an adapter found, and fills it in.

A draft with what it lacks filled in from the page's data for machines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from threadreader.importer.article.outline import fold
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, Evidence
from threadreader.importer.html.parser import parse_html
from threadreader.importer.structured.jsonld import read_jsonld
from threadreader.importer.structured.schema import CommentRecord, Structured
from threadreader.importer.structured.state import read_state

_TELLING = 12
"""Letters: shorter texts are written by several."""

_BEGINNING = 60


def fill_in(draft: Draft, structured: Structured) -> Draft:
    """The same draft with names, times, votes and parents that it lacks; the comments themselves where it has none."""
    records = structured.comments
    comments: Sequence[CommentDraft] = draft.comments
    if records and not comments:
        comments = list(_alone(records))
    elif records:
        comments = _confirmed(comments, records)
    return replace(
        draft,
        article=_article(draft.article, structured),
        comments=comments,
        declared_count=draft.declared_count if draft.declared_count is not None else structured.declared_count,
        site=draft.site or structured.site,
    )


def _article(article: ArticleDraft, structured: Structured) -> ArticleDraft:
    return replace(
        article,
        title=article.title or structured.title,
        authors=article.authors or structured.authors,
        when=article.when or (None if article.when_text else structured.when),
    )


def _alone(records: Sequence[CommentRecord]) -> Iterator[CommentDraft]:
    """The records as comments, each in a tag of its own."""
    soup = BeautifulSoup("", "html.parser")
    keys = [record.key or f"comment-{place}" for place, record in enumerate(records, 1)]
    for record, key in zip(records, keys, strict=True):
        yield CommentDraft(
            element=(body := _body(soup, record.text)),
            body=(body,),
            key=_fragment(key),
            parent_key=_fragment(keys[record.parent]) if record.parent is not None else None,
            author=record.author,
            author_url=record.author_url,
            when=record.when,
            permalink=record.url,
            score=record.score,
        )


def _body(soup: BeautifulSoup, text: str) -> Tag:
    """The text as a tag, a paragraph for each of its lines; markup in it is markup."""
    if "</" in text or "<br" in text or "<p>" in text:
        return parse_html(text)
    body = soup.new_tag("div")
    for line in filter(None, map(str.strip, text.splitlines())):
        paragraph = soup.new_tag("p")
        paragraph.string = line
        body.append(paragraph)
    return body


def _fragment(key: str) -> str:
    """The part of an address that tells comments apart."""
    return key.rsplit("#", 1)[-1].rsplit("/", 1)[-1] or key


def _confirmed(comments: Sequence[CommentDraft], records: Sequence[CommentRecord]) -> list[CommentDraft]:
    matches = _match(comments, records)
    by_record = {place: comments[number] for number, place in matches.items()}
    is_flat = not any(comment.parent_key is not None or comment.parent_element is not None for comment in comments)
    filled = []
    for number, comment in enumerate(comments):
        record = records[matches[number]] if number in matches else None
        parent = by_record.get(record.parent) if record and record.parent is not None and is_flat else None
        filled.append(_filled(comment, record, parent) if record else comment)
    return filled


def _filled(comment: CommentDraft, record: CommentRecord, parent: CommentDraft | None) -> CommentDraft:
    return replace(
        comment,
        author=comment.author or record.author,
        author_url=comment.author_url or record.author_url,
        when=comment.when or record.when,
        permalink=comment.permalink or record.url,
        score=comment.score if comment.score is not None else record.score,
        parent_element=parent.element if parent else comment.parent_element,
        evidence=Evidence.SAID if parent else comment.evidence,
    )


def _match(comments: Sequence[CommentDraft], records: Sequence[CommentRecord]) -> dict[int, int]:
    """For the number of a comment the place of its record: by id, else by how its text begins if no other's does so."""
    by_key = {_fragment(record.key): place for place, record in enumerate(records) if record.key}
    by_text = _unique({place: _beginning(record.text) for place, record in enumerate(records)})
    own_text = _unique({number: _beginning(_words(comment)) for number, comment in enumerate(comments)})
    texts = {number: text for text, number in own_text.items()}
    found = {}
    for number, comment in enumerate(comments):
        names = (comment.key, comment.permalink and _fragment(comment.permalink))
        place = next((by_key[name] for name in names if name and name in by_key), None)
        if place is None and number in texts:
            place = by_text.get(texts[number])
        if place is not None:
            found[number] = place
    return found


def _unique(texts: dict[int, str]) -> dict[str, int]:
    """Each text that only one has, and whose it is."""
    found: dict[str, int | None] = {}
    for owner, text in texts.items():
        found[text] = None if text in found else owner
    return {text: owner for text, owner in found.items() if owner is not None and len(text) >= _TELLING}


def _beginning(text: str) -> str:
    return fold(text[: 4 * _BEGINNING])[:_BEGINNING]


def _words(comment: CommentDraft) -> str:
    """How the text of a comment begins."""
    pieces: list[str] = []
    for node in comment.body:
        for piece in node.strings if isinstance(node, Tag) else (str(node),):
            pieces.append(piece)
            if sum(map(len, pieces)) > 4 * _BEGINNING:
                return "".join(pieces)
    return "".join(pieces)


__all__ = ["CommentRecord", "Structured", "fill_in", "read_jsonld", "read_state"]
