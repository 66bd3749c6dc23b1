"""How pages of many languages speak of comments: what they call them, and how they say that there are none."""

import re

THEM = (
    "(?:top[- ]level )?(?:"
    "repl(?:y|ies)|comments?|posts|responses|antwort(?:en)?|kommentare?|réponses?|commentaires?|respuestas?"
    "|comentarios?|comentários?|respostas?|rispost[ae]|comment[oi]|reacties?|svar|odpowiedzi|komentarz\\w*"
    "|\u043e\u0442\u0432\u0435\u0442\\w*|комментар\\w*)"
)
"""A pattern for what comments are called."""

_STILL = (
    "there (?:are|is)|currently|es gibt|noch|bisher|bislang|il n['\u2019]y a|pour l['\u2019]instant|todavía|aún"
    "|ainda|ancora|er zijn|nog|пока|jeszcze"
)
_NO = (
    "no|zero|0|keine?|aucune?|pas (?:encore )?de|sin|ningún|no hay|nessuna?|non ci sono(?: ancora)?|nenhuma?|não há|sem"
    "|geen|brak|nie ma|ingen|inga|нет"
)
_YET = "yet|so far|found|vorhanden|pour le moment|todavía|ainda|on|to|zu|sur|a|en|em|para|su|op"
_FIRST = (
    "be the first(?: one| person)? to (?:(?:post|leave|write|add|make|share) )?(?:an? |your |the first )?"
    "(?:comment|reply|respond|thoughts)"
    "|sei(?:en sie)? de[rn]? erste|soyez le premier|sé el primero|sea el primero|seja o primeiro|sii il primo"
    "|wees de eerste|bądź pierwsz|(?:будьте|станьте) первым"
)
_EAST = "コメントはまだ|まだコメント|コメントはありません|暂无评论|暫無評論|还没有评论|沒有評論|尚無留言|댓글이 없"
_NONE = re.compile(
    rf"\W*(?:(?:(?:{_STILL})\s+){{0,3}}(?:{_NO})\s+{THEM}(?:\s+(?:{_YET})\b.*)?\W*$"
    rf"|комментар\w+ (?:пока )?нет|{_FIRST}|{_EAST})",
    re.IGNORECASE,
)
_CALLED_NONE = re.compile(r"(?:^|[-_])(?:no|zero)[-_]?comments?(?:[-_]yet)?$", re.IGNORECASE)
_NUMBER = r"\d[\d.,\u00a0\u202f]*"
_COUNTED = re.compile(
    rf"(?<![\w.,])(?P<before>{_NUMBER})\s+(?!posts){THEM}(?!\w)|(?<!\w)(?!posts){THEM}\s*[(:\[]\s*(?P<behind>{_NUMBER})",
    re.IGNORECASE,
)


def says_none(words: str) -> bool:
    """Whether a line says that there are no comments, or asks for the first one."""
    return _NONE.match(words) is not None


def is_called_none(name: str) -> bool:
    """Whether a class is that of a place without comments."""
    return _CALLED_NONE.search(name) is not None


def counted(words: str) -> str | None:
    """The number of comments in a line that is about other things too, as it is written."""
    found = _COUNTED.search(words)
    return (found["before"] or found["behind"]) if found else None
