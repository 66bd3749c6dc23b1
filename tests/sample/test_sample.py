import re

from threadreader.sample import sample_page

PAGE = sample_page().decode("utf-8")


def test_the_sample_counts_its_own_comments() -> None:
    declared = re.search(r"(\d+) thoughts on", PAGE)
    assert declared
    assert int(declared[1]) == len(re.findall(r'<li id="comment-\d+"', PAGE))


def test_the_sample_nests_five_levels() -> None:
    assert set(re.findall(r" depth-(\d)", PAGE)) == set("12345")


def test_the_sample_runs_nothing_and_names_invented_hosts_only() -> None:
    assert "<script" not in PAGE
    assert {host.rpartition(".example.")[2] for host in re.findall(r"https?://([^/\"'#]+)", PAGE)} == {"org"}
