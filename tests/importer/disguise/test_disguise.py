"""Pages in disguise: nothing of their words is left, and they are read as before."""

import json
import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog import blog_page
from threadreader.importer import Imported, import_bytes
from threadreader.importer.container import BytesSource, open_container
from threadreader.importer.disguise import differences, disguise
from threadreader.importer.disguise.page import HEAD, PageWriter
from threadreader.importer.disguise.vocabulary import expand, find_vocabulary
from threadreader.importer.disguise.words import Words
from threadreader.importer.html.parser import parse_html

WORD = re.compile(r"[^\W\d_]{4,}")


def _disguised(page: bytes) -> str:
    return disguise(open_container(BytesSource(page, "page.html")))


def _read(page: str | bytes) -> Imported:
    return import_bytes(page.encode() if isinstance(page, str) else page, "page.html")


def _words(*texts: str, seed: bytes = b"seed", names: tuple[str, ...] = ()) -> Words:
    return Words(seed, texts, names, find_vocabulary())


def _written(html: str, *names: str) -> str:
    soup = parse_html(html)
    return "".join(PageWriter(_words(soup.get_text(" "), names=names), lambda _: None).write(soup))


_LETTERS = st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Zs", "Po"), max_codepoint=0x30FF)
_TEXTS = st.lists(st.text(_LETTERS, min_size=1, max_size=60), min_size=1, max_size=6)


class TestWhatIsLeft:
    @settings(max_examples=20)
    @given(_TEXTS)
    def test_no_word_of_the_comments_is_left(self, texts: list[str]) -> None:
        page = blog_page(*texts, title="Sourdough zwieback", words="Kneaded doughballs proofing overnight.")
        disguised = _disguised(page).replace(HEAD, "")
        vocabulary = find_vocabulary()
        kept = {word for word in WORD.findall(disguised) if word in vocabulary}
        markup = {word.lower() for tag in re.findall(r"<[^>]*>", page.decode()) for word in WORD.findall(tag)}
        originals = " ".join((*texts, "Sourdough zwieback Kneaded doughballs proofing overnight"))
        secret = {word for word in WORD.findall(originals) if word not in vocabulary and word.lower() not in markup}
        secret = {word for word in secret if not any(known.search(word) for known in (vocabulary.cjk,))}
        assert secret & set(WORD.findall(disguised)) == set()
        assert "comment" in kept

    @settings(max_examples=20)
    @given(_TEXTS)
    def test_the_page_reads_the_same(self, texts: list[str]) -> None:
        page = blog_page(*texts)
        assert differences(_read(page), _read(_disguised(page))) == []

    def test_scripts_styles_comments_and_images_are_gone(self) -> None:
        written = _written(
            "<!-- secretly --><style>.secretly{}</style><script>var secretly</script>"
            "<img src='data:image/png;base64,c2VjcmV0bHk=' srcset='/secretly.png 2x' alt='Secretly'>"
            "<b style='color:red;background:url(/secretly.png)' onclick='secretly()'>secretly</b>"
        )
        assert "secretly" not in written.lower()
        assert "c2VjcmV0bHk" not in written
        assert '<b style="color:red;background:none" ' in written

    def test_attributes_lose_their_words(self) -> None:
        written = _written("<p title='Sourdough' aria-label='Zwieback' data-name='Sourdough'>Sourdough Zwieback</p>")
        title, label, name, text = re.fullmatch(
            r'.*<p title="(\w+)" aria-label="(\w+)" data-name="(\w+)">(.+)</p>.*', written
        ).groups()  # type: ignore[union-attr]
        assert (title, f"{title} {label}") == (name, text)
        assert title != "Sourdough"

    def test_names_in_classes_go(self) -> None:
        written = _written(
            "<p class='comment comment-author-zebediah' id='how-zebediah-kneads'>how zebediah kneads</p>"
        )
        assert "zebediah" not in written
        assert re.search(r'class="comment comment-author-\w{8}"', written)

    def test_a_shown_name_goes_from_other_attributes_though_it_is_in_a_class(self) -> None:
        written = _written(
            "<p class='user-zebediah' data-replyto='zebediah' id='c-zebediah-2024' value='zebediah'>zebediah</p>"
            "<a href='#c-zebediah-2024'>x</a>",
            "user-zebediah",
        )
        assert "zebediah" not in written
        target, link = re.search(r"id=\"(c-\w{8}-2024)\".*#(c-\w{8}-2024)", written).groups()  # type: ignore[union-attr]
        assert target == link

    @pytest.mark.parametrize(
        "style", ["content:'zwieback'", '--said:"zwieback', "color:red /* zwieback */", "background:url('zwieback')"]
    )
    def test_texts_in_styles_go(self, style: str) -> None:
        written = _written(f"<b style='{style.replace(chr(39), '&#39;')}'>zwieback</b>")
        assert "zwieback" not in written

    def test_other_attributes_of_a_meta_go(self) -> None:
        written = _written("<meta name='description' data-said='zwieback' title='zwieback'><p>zwieback</p>")
        assert "zwieback" not in written
        assert 'name="description"' in written

    def test_a_title_in_the_name_of_a_script_goes(self) -> None:
        words = _words("how to knead rusk dough")
        assert "knead" not in words.address("https://a.org/knead-rusk-dough.php")
        assert words.address("/showthread.php?t=1") == "/showthread.php?t=1"

    def test_an_attribute_of_json_keeps_its_fields_alone(self) -> None:
        value = {"level": 1, "people": {"zebediah": {"id": 12345678}, "ada": {"id": 2}}, "rusk dough": "zwieback rusk"}
        written = _written(f"<p data-all='{json.dumps(value)}'>zebediah zwieback level</p>")
        found = json.loads(unescape(re.search(r'data-all="([^"]*)"', written)[1]))  # type: ignore[index]
        assert (found["level"], list(found)[:2], found["people"]["ada"]) == (1, ["level", "people"], {"id": 2})
        assert not re.search("zebediah|12345678|zwieback|rusk|dough", written)

    @pytest.mark.parametrize(
        "words",
        [
            *("From <zebediah.rusk@bread.org> wrote", "<zebediah rusk>", '<img alt="The "sour zebediah rusk" x">'),
            *("<b zebediah>zebediah</b>", "<mail:zebediah>zebediah", "<img alt='our 'zebediah' rusk'>"),
        ],
    )
    def test_words_that_look_like_elements_or_attributes_go(self, words: str) -> None:
        written = _written(f"<p>{words}</p><my-comment depth='2'>b</my-comment>")
        assert not re.search("zebediah|rusk", written)
        assert '<my-comment depth="2">' in written

    def test_addresses_keep_their_shape(self) -> None:
        address = _words().address("https://www.zwieback.org/bread/showthread.php?t=12&page=2#comment-77")
        assert re.fullmatch(
            r"https://www\.[a-z]{8}\.example/[a-z]{5}/showthread\.php\?t=12&page=2#comment-77", address
        ), address
        assert "zwieback" not in address

    @pytest.mark.parametrize(
        ("address", "disguised"),
        [
            ("/sites/default/files/zwieback.css", r"/sites/default/files/[a-z]{8}\.[a-z]{3}"),
            ("https://a.org/?secretname=zwieback&sid=1", r"https://[a-z]\.example/\?secretname=[a-z]{8}&sid=1"),
            ("/rusk/1#issuecomment-1234567", r"/[a-z]{4}/1#issuecomment-(?!1234567)\d{7}"),
            ("/%D1%81%D1%83%D1%85/", r"/(%D[01]%[89AB][0-9A-F]){3}/"),
            ("mailto:bob@zwieback.org", r"mailto:[a-z]{3}@[a-z]{8}\.[a-z]{3}"),
            ("data:image/png;base64,c2VjcmV0", "data:,"),
        ],
    )
    def test_what_selectors_ask_for_stays_in_addresses(self, address: str, disguised: str) -> None:
        found = _words().address(address)
        assert re.fullmatch(disguised, found), found
        assert found != address

    def test_long_numbers_and_telephones_go(self) -> None:
        shown = _words().text("call +49 170 1234567 or 555-123-4567, member 8812345")
        assert not re.search(r"1234567|4567|8812345", shown)
        assert re.search(r"\+\d\d \d{3} \d{7} \w\w \d{3}-\d{3}-\d{4}, member \d{7}", shown)

    def test_json_for_machines_is_kept_without_its_words(self) -> None:
        record = {"@type": "Comment", "text": "<p>Zwieback, sir</p>", "dateCreated": "2024-05-01T10:00:00Z", "n": [1]}
        written = _written(f"<script type='application/ld+json'>{json.dumps(record)}</script>")
        found = re.search(r"<script[^>]*>(.*)</script>", written)
        assert found
        kept = json.loads(found[1])
        assert (kept["@type"], kept["dateCreated"], kept["n"]) == ("Comment", "2024-05-01T10:00:00Z", [1])
        assert re.fullmatch(r"<p>[A-Z][a-z]{7}, [a-z]{3}</p>", kept["text"])
        assert "Zwieback" not in written


class TestWords:
    @pytest.mark.parametrize(
        "kept",
        [
            *("Reply", "12 Comments", "2 years ago", "May 4, 2019 at 10:15 pm", "12. März 2014 um 9:30", "1,234,567"),
            *("5 комментариев", "2014年5月1日", "Anonymous says:", "http://"),
        ],
    )
    def test_what_sites_print_stays(self, kept: str) -> None:
        assert _words(kept).text(kept) == kept

    @given(st.text(st.characters(categories=("Lu", "Ll", "Lo", "Mn")), min_size=1, max_size=30))
    def test_length_and_case_stay(self, word: str) -> None:
        other = _words(word).word(word)
        assert len(other) == len(word)
        assert [each.isupper() for each in other] == [each.isupper() for each in word]

    @pytest.mark.parametrize(
        ("word", "script"),
        [
            ("Zwieback", r"[A-Z][a-z]{7}"),
            ("Сухарик", r"[\u0410-\u042f][\u0430-\u044f]{6}"),
            ("乾燥麵包", r"[\u4e00-\u9fff]{4}"),
        ],
    )
    def test_scripts_stay(self, word: str, script: str) -> None:
        other = _words(word).word(word)
        assert re.fullmatch(script, other)
        assert other != word

    def test_a_word_is_always_the_same_other_one(self) -> None:
        words = _words("Zwieback zwieback Knäcke")
        first, second = words.text("Zwieback ZWIEBACK").split()
        assert (first.upper(), first.lower()) == (second, words.word("zwieback"))
        assert words.word("Crispbread").lower() != first.lower()

    def test_the_page_and_not_the_word_decides(self) -> None:
        assert _words(seed=b"one").word("zwieback") != _words(seed=b"two").word("zwieback")

    def test_the_same_page_makes_the_same_file(self) -> None:
        page = blog_page("Crisp zwieback", "Soft bread")
        assert _disguised(page) == _disguised(page)


class TestVocabulary:
    @pytest.mark.parametrize(
        ("pattern", "forms"),
        [
            ("repl(?:y|ies)|comments?", {"reply", "replies", "comment", "comments"}),
            ("antwort(?!er)", {"antwort"}),
            (r"be the\s+[fg]irst", {"be the first", "be the girst"}),
            (r"komentar\w*", {"komentar", "komentar\0"}),
        ],
    )
    def test_patterns_are_expanded(self, pattern: str, forms: set[str]) -> None:
        assert set(expand(pattern)) == forms

    def test_unusual_words_are_not_in_it(self) -> None:
        assert [word for word in ("zwieback", "Smith", "сухарик", "mastodonts") if word in find_vocabulary()] == []


class TestFrames:
    def test_a_frame_is_written_into_the_page(self) -> None:
        inner = blog_page("Crisp zwieback", "Soft bread", "Rusk").decode().replace('"', "&quot;")
        page = f'<html><body><h1>Bread</h1><p>Kneaded.</p><iframe srcdoc="{inner}"></iframe></body></html>'.encode()
        disguised = _disguised(page)
        assert len(_read(disguised).thread.comments) == 3
        assert differences(_read(page), _read(disguised)) == []
        assert "wieback" not in disguised

    def test_where_and_when_it_was_saved_is_kept(self) -> None:
        head = (
            b"<!--\n Page saved with SingleFile \n url: https://rusk.example.org/a/ \n"
            b" saved date: Mon May 06 2024 10:00:00 GMT+0000 (UTC)\n-->"
        )
        read = _read(_disguised(head + blog_page("One", "Two")))
        assert read.parsed.save.saved_at
        assert read.parsed.save.saved_at.isoformat() == "2024-05-06T10:00:00+00:00"
        assert read.saver == "threadreader"
        assert "rusk" not in (read.saved_from or "rusk")

    def test_text_cannot_be_disguised(self) -> None:
        with pytest.raises(ValueError, match="text without markup"):
            disguise(
                open_container(BytesSource(b"From a@b.example Mon May  6 10:00:00 2024\nSubject: x\n\nhi\n", "x.mbox"))
            )


def test_what_is_read_otherwise_is_named() -> None:
    one, other = _read(blog_page("One", "Two")), _read(blog_page("One"))
    assert differences(one, other) == ["1 comments instead of 2"]
    lacking = _read(blog_page("One", "Two").replace(b'<b class="fn">ann</b>', b"", 1))
    assert differences(one, lacking) == ["1 names otherwise"]


def test_deep_pages_are_written_without_recursion() -> None:
    written = _written("<div>" * 3000 + "<p>zwieback</p>" + "</div>" * 3000)
    assert written.count("<div>") == 3000
    assert "zwieback" not in written
