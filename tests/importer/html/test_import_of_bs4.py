"""Import of Beautiful Soup without its CSS engine."""

import subprocess
import sys

LATER = """
import sys
from threadreader.importer import prepare
prepare()
print("soupsieve" in sys.modules)
from threadreader.importer.html.parser import parse_html
print(parse_html('<p class="c">words</p>').select_one(".c").get_text())
print("css_parser" in dir(sys.modules["soupsieve"]))
"""


def test_adapters_of_others_can_choose_by_css_though_nothing_here_does() -> None:
    ran = subprocess.run([sys.executable, "-c", LATER], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "words", "True"]


def test_no_other_parser_nor_what_bs4_warns_with_is_imported_for_a_page() -> None:
    imported = (
        "import sys; from threadreader.importer import prepare; prepare();print({'html5lib', 'lxml'} & {*sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", imported], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


OTHER = """
from threadreader.importer import prepare
prepare()
from bs4 import BeautifulSoup, builder
print(*(BeautifulSoup("<p>words", name).builder.NAME for name in ("html.parser", "lxml", "html5lib")))
print(BeautifulSoup("<p>words").builder.NAME)
print(builder.LXMLTreeBuilder.__name__)
"""


def test_another_program_can_name_any_parser() -> None:
    ran = subprocess.run([sys.executable, "-W", "ignore", "-c", OTHER], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["html.parser", "lxml", "html5lib", "lxml", "LXMLTreeBuilder"]
