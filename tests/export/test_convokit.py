import io
import json
import zipfile
from typing import Any

import pytest
from msgspec.structs import replace

from export_sample import SAMPLE
from sketch import chain
from threadreader.export.convokit import export_convokit, export_together
from threadreader.model.page import PageId
from threadreader.model.save import ParsedPage


def parts_of(*pages: ParsedPage) -> dict[str, Any]:
    written = export_convokit(*pages) if len(pages) == 1 else export_together(pages)
    with zipfile.ZipFile(io.BytesIO(written)) as corpus:
        texts = {name.removeprefix("corpus/"): corpus.read(name).decode() for name in corpus.namelist()}
    lines = list(map(json.loads, texts.pop("utterances.jsonl").split("\n")))
    return {"utterances": lines, **{name: json.loads(text) for name, text in texts.items()}}


@pytest.mark.parametrize("page", [SAMPLE, ParsedPage(SAMPLE.page, chain(2_000))], ids=["sample", "chain"])
def test_a_corpus_is_one_tree_whose_speakers_and_fields_are_named(page: ParsedPage) -> None:
    parts = parts_of(page)
    root, *replies = parts["utterances"]
    assert root["reply-to"] is None
    before = {root["id"]}
    for reply in replies:
        assert reply["reply-to"] in before
        before.add(reply["id"])
    assert all(isinstance(each["timestamp"], int) for each in parts["utterances"])
    assert len(before) == len(page.thread.comments) + 1
    assert {each["conversation_id"] for each in parts["utterances"]} == set(parts["conversations.json"]) == {root["id"]}
    assert {each["speaker"] for each in parts["utterances"]} == set(parts["speakers.json"])
    assert all(set(each["meta"]) == set(parts["index.json"]["utterances-index"]) for each in parts["utterances"])
    assert set(parts["conversations.json"][root["id"]]["meta"]) == set(parts["index.json"]["conversations-index"])


def test_an_utterance_says_what_the_comment_says() -> None:
    article, first, second, *_ = parts_of(SAMPLE)["utterances"]
    assert (article["speaker"], article["timestamp"]) == ("Ann Smith", 1714744920)
    assert first["text"] == SAMPLE.thread.comments[0].text
    assert first["meta"] | {"address": None} == {
        "time": "2024-05-03T15:00:00",
        "quotes": ["article"],
        "votes": None,
        "status": "present",
        "address": None,
    }
    assert (second["reply-to"], second["meta"]["votes"]) == ("comment-7", -3)


def test_several_threads_are_conversations_of_one_corpus_whose_ids_do_not_clash() -> None:
    other = ParsedPage(replace(SAMPLE.page, id=PageId("other")), SAMPLE.thread, SAMPLE.quotes)
    parts = parts_of(SAMPLE, other, other)
    utterances = {each["id"]: each for each in parts["utterances"]}
    assert len(utterances) == 3 * (len(SAMPLE.thread.comments) + 1)
    assert set(parts["conversations.json"]) == {SAMPLE.page.id, "other", "other#"}
    for each in utterances.values():
        above = utterances[each["reply-to"]] if each["reply-to"] else each
        assert above["conversation_id"] == each["conversation_id"]
        assert set(each["meta"]["quotes"]) <= {"article", *utterances}
