"""Labels of links and buttons that would load more comments, or all, told by their words in many languages."""

import re

from threadreader.importer.wording import THEM

_THEM = re.compile(
    rf"{THEM}|kommentarer(?:na)?|kommentteja|kommentit|komentář\w*|коментар\w*|komentar\w*|yorum\w{{0,4}}|luận"
    r"|hozzászólás\w*|comentarii(?:le)?|σχόλια|(?:ال)?تعليقات|contributions|discussions?",
    re.IGNORECASE,
)
_MORE = frozenset(
    (
        *("more", "remaining", "weitere", "weiteren", "mehr", "plus", "autres"),
        *("más", "mais", "altri", "altre", "più", "meer", "więcej", "kolejne", "ещё", "еще"),
        *("ще", "fler", "flere", "lisää", "další", "více", "daha", "fazla", "المزيد", "lainnya", "thêm", "további"),
        *("multe", "περισσότερα"),
    )
)
_ALL = frozenset(
    (
        *("all", "alle", "sämtliche", "tous", "todos", "todas", "tutti", "wszystkie", "все", "alla", "kaikki"),
        *(
            "older",
            "newer",
            "previous",
            "ältere",
            "anteriores",
            "siguientes",
            "всі",
            "všechny",
            "tüm",
            "جميع",
            "كل",
            "semua",
            "összes",
            "toate",
            "όλα",
        ),
    )
)
"""Without a verb a link with these leads to another page or list, and a line with them is only about some."""

_VERBS = frozenset(
    (
        *(
            "view",
            "see",
            "show",
            "read",
            "load",
            "display",
            "expand",
            "anzeigen",
            "laden",
            "lesen",
            "zeigen",
            "nachladen",
        ),
        *(
            "voir",
            "afficher",
            "lire",
            "charger",
            "ver",
            "mostrar",
            "leer",
            "cargar",
            "carregar",
            "ler",
            "mostra",
            "leggi",
        ),
        *("vedi", "carica", "bekijk", "toon", "lees", "laad", "pokaż", "zobacz", "wczytaj", "załaduj", "показать"),
        *("читать", "посмотреть", "загрузить", "показати", "читати", "завантажити", "visa", "läs", "vis", "se", "les"),
        *("last", "inn", "hent", "näytä", "lataa", "katso", "zobrazit", "načíst", "göster", "yükle", "oku", "عرض"),
        *("xem", "tải", "lihat", "muat", "mutat", "vezi", "afișează", "δείτε"),
    )
)
_FILLERS = frozenset(
    ("the", "of", "de", "d", "les", "los", "las", "os", "as", "i", "le", "die", "av", "af", "bình", "mai", "من", "in")
)
_MOST_WORDS = 7
_WORD = re.compile(r"[^\W\d_]+")
_EAST = re.compile(
    r"(?:コメント|返信).{0,4}(?:もっと|さらに|すべて|全て|全部)|(?:もっと|さらに|すべての|全ての|他の)(?:コメント|返信)"
    r"|(?:更多|全部|所有|加载|載入).{0,3}(?:评论|評論|留言|回复|回覆)|(?:댓글|답글).{0,4}(?:더|전체|모두) ?보기"
)


def asks_for_more(label: str) -> bool:
    """Whether a label says that there are more comments than are shown: "more", or "all" or "older" to see."""
    if _EAST.search(label):
        return True
    words = [word.casefold() for word in _WORD.findall(label)]
    if not words or len(words) > _MOST_WORDS or not any(map(_THEM.fullmatch, words)):
        return False
    rest = {word for word in words if not _THEM.fullmatch(word)}
    if not rest <= _MORE | _ALL | _VERBS | _FILLERS:
        return False
    return not rest.isdisjoint(_MORE) or not (rest.isdisjoint(_ALL) or rest.isdisjoint(_VERBS))
