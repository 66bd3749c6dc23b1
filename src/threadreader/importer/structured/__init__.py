"""Structured data of a page, JSON-LD and the state of its scripts: confirms a draft and fills in what it lacks."""

from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag
from msgspec.structs import replace

from threadreader.importer.article.body import fold
from threadreader.importer.draft import CommentDraft, Draft, Evidence
from threadreader.importer.html.parser import parse_html
from threadreader.importer.structured.scripts import CommentRecord, Structured, read_jsonld, read_state

# Characters; shorter texts are written by several.
_MIN_UNIQUE_CHARS = 12

# at the beginning of two texts, equal in no two comments but for greetings, and before any markup differs
_KEY_CHARS = 60


def fill_in(draft: Draft, structured: Structured) -> Draft:
    """Fill in names, times, scores and parents that a draft lacks; the comments themselves where it has none."""
    records = structured.comments
    comments: Sequence[CommentDraft] = draft.comments
    if records and not comments:
        comments = list(_to_drafts(records))
    elif records:
        comments = _fill_comments(comments, records)
    article = replace(
        draft.article,
        title=draft.article.title or structured.title,
        authors=draft.article.authors or structured.authors,
        when=draft.article.when or (None if draft.article.when_text else structured.when),
    )
    return replace(
        draft,
        article=article,
        comments=comments,
        declared_count=draft.declared_count if draft.declared_count is not None else structured.declared_count,
        site=draft.site or structured.site,
    )


def _to_drafts(records: Sequence[CommentRecord]) -> Iterator[CommentDraft]:
    """Records as comments, each in an element of its own."""
    soup = BeautifulSoup("", "html.parser")
    keys = [record.key or f"comment-{number}" for number, record in enumerate(records, 1)]
    for record, key in zip(records, keys, strict=True):
        body = _body(soup, record.text)
        yield CommentDraft(
            element=body,
            body=(body,),
            key=_last_segment(key),
            parent_key=_last_segment(keys[record.parent]) if record.parent is not None else None,
            author=record.author,
            author_url=record.author_url,
            when=record.when,
            permalink=record.url,
            score=record.score,
        )


def _body(soup: BeautifulSoup, text: str) -> Tag:
    """Text as an element, a paragraph for each of its lines; markup in it is parsed."""
    if "</" in text or "<br" in text or "<p>" in text:
        return parse_html(text)
    body = soup.new_tag("div")
    for line in filter(None, map(str.strip, text.splitlines())):
        paragraph = soup.new_tag("p")
        paragraph.string = line
        body.append(paragraph)
    return body


def _last_segment(key: str) -> str:
    """Last segment of an address or key, which tells comments apart."""
    return key.rsplit("#", 1)[-1].rsplit("/", 1)[-1] or key


def _fill_comments(comments: Sequence[CommentDraft], records: Sequence[CommentRecord]) -> list[CommentDraft]:
    matches = _match(comments, records)
    by_record = {record_index: comments[index] for index, record_index in matches.items()}
    is_flat = not any(comment.parent_key is not None or comment.parent_element is not None for comment in comments)
    filled = []
    for index, comment in enumerate(comments):
        if index not in matches:
            filled.append(comment)
            continue
        record = records[matches[index]]
        parent = by_record.get(record.parent) if record.parent is not None and is_flat else None
        filled.append(
            replace(
                comment,
                author=comment.author or record.author,
                author_url=comment.author_url or record.author_url,
                when=comment.when or record.when,
                permalink=comment.permalink or record.url,
                score=comment.score if comment.score is not None else record.score,
                parent_element=parent.element if parent else comment.parent_element,
                evidence=Evidence.EXPLICIT if parent else comment.evidence,
            )
        )
    return filled


def _match(comments: Sequence[CommentDraft], records: Sequence[CommentRecord]) -> dict[int, int]:
    """Record index by comment index: by id, else by the start of the text where no other has the same."""
    by_key = {_last_segment(record.key): record_index for record_index, record in enumerate(records) if record.key}
    by_text = _unique({record_index: _text_key(record.text) for record_index, record in enumerate(records)})
    own_texts = _unique({index: _text_key(_start_of(comment)) for index, comment in enumerate(comments)})
    texts = {index: text for text, index in own_texts.items()}
    matches = {}
    for index, comment in enumerate(comments):
        names = (comment.key, comment.permalink and _last_segment(comment.permalink))
        record_index = next((by_key[name] for name in names if name and name in by_key), None)
        if record_index is None and index in texts:
            record_index = by_text.get(texts[index])
        if record_index is not None:
            matches[index] = record_index
    return matches


def _unique(texts: dict[int, str]) -> dict[str, int]:
    """Index by text, for the texts that only one has."""
    owners: dict[str, int | None] = {}
    for owner, text in texts.items():
        owners[text] = None if text in owners else owner
    return {text: owner for text, owner in owners.items() if owner is not None and len(text) >= _MIN_UNIQUE_CHARS}


def _text_key(text: str) -> str:
    return fold(text[: 4 * _KEY_CHARS])[:_KEY_CHARS]


def _start_of(comment: CommentDraft) -> str:
    strings = (text for node in comment.body for text in (node.strings if isinstance(node, Tag) else (str(node),)))
    text = ""
    while len(text) <= 4 * _KEY_CHARS and (piece := next(strings, None)) is not None:
        text += piece
    return text


__all__ = ["CommentRecord", "Structured", "fill_in", "read_jsonld", "read_state"]
