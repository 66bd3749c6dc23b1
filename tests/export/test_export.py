import pytest

from export_sample import SAMPLE
from threadreader.export import exporters


def test_every_format_is_found() -> None:
    assert {name: exporter.suffix for name, exporter in exporters().items()} == {
        "html": ".html",
        "json": ".json",
        "markdown": ".md",
        "text": ".txt",
    }


@pytest.mark.parametrize("name", exporters())
def test_the_same_page_gives_the_same_bytes(name: str) -> None:
    exporter = exporters()[name]
    assert exporter.export(SAMPLE, 72) == exporter.export(SAMPLE, 72)


@pytest.mark.parametrize("name", exporters())
def test_an_export_ends_with_one_newline(name: str) -> None:
    written = exporters()[name].export(SAMPLE, 72)
    assert written.endswith("\n")
    assert not written.endswith("\n\n")
