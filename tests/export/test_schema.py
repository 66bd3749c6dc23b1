"""What is exported as JSON is what the schema says."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from export_sample import SAMPLE
from strategies import quote_indexes, threads
from threadreader.cli import main
from threadreader.export.json import export_json
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage


@pytest.fixture
def schema(capsys: pytest.CaptureFixture[str]) -> Any:
    assert main(["schema"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_schema_is_one_and_an_export_is_as_it_says(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    plain = json.loads(export_json(SAMPLE))
    jsonschema.validate(plain, schema)
    for broken in ({**plain, "more": 1}, {**plain, "version": 2}, {key: plain[key] for key in plain if key != "notes"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, schema)


@pytest.mark.slow
def test_every_thread_is_as_it_says(schema: Any) -> None:
    validator = jsonschema.Draft202012Validator(schema)

    @given(st.data())
    def check(data: st.DataObject) -> None:
        thread = data.draw(threads(5))
        page = ParsedPage(Page(PageId("p"), "Title"), thread, data.draw(quote_indexes(thread)))
        validator.validate(json.loads(export_json(page)))

    check()
