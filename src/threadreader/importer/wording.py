"""How pages of many languages speak of comments: what they call them, that there are none, that one was removed."""

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
_THEM_EAST = "(?:コメント|评论|評論|留言|댓글)"
_COUNTED = re.compile(
    rf"(?<![\w.,])(?P<before>{_NUMBER})\s+(?!posts){THEM}(?!\w)|(?<!\w)(?!posts){THEM}\s*[(:\[]\s*(?P<behind>{_NUMBER})"
    rf"|{_THEM_EAST}\s*[数數]?\s*[(\uff08:\uff1a\[]?\s*(?P<east>{_NUMBER})"
    rf"|(?<![\w.,])(?P<ahead>{_NUMBER})\s*[件条條則개]?[の의]?\s*{_THEM_EAST}",
    re.IGNORECASE,
)
_ROUGH = re.compile(
    r"\d[.,]?\d?\s?(?:k(?!\w)|tsd|tys|\u0442\u044b\u0441|mil(?!\w)|mila(?!\w)|bin(?!\w)|천|만|万|萬|千)", re.IGNORECASE
)
_BY = r"(?: (?:by|because|for|due|as|von|vom|durch|wegen|par|por|pelo|pela|da|dall\W|door|przez|av|af) .{1,60})?"
_ONE = "comment|message|post|reply|response|content"
_GONE = re.compile(
    "|".join(
        (
            rf"(?:(?:this|the) )?(?:{_ONE})(?: (?:was|has been|is))? (?:deleted|removed|withdrawn){_BY}",
            rf"(?:this |the )?(?:{_ONE}) is no longer available.{{0,80}}",
            rf"(?:deleted|removed) (?:{_ONE}|by (?:the )?(?:author|creator|user|mod\w*|admin\w*|owner|staff))",
            r"[\[*](?:deleted|removed|comment (?:deleted|removed)|gelöscht|entfernt|supprimé|eliminado|borrado)[\]*]",
            rf"(?:(?:dieser|der) )?(?:kommentar|beitrag)(?: wurde)?{_BY} (?:gelöscht|entfernt){_BY}",
            rf"(?:(?:ce|le) )?(?:commentaire|message)(?: a été)? (?:supprimé|retiré|effacé){_BY}",
            rf"(?:(?:este|el) )?comentario(?: (?:ha sido|fue))? (?:eliminado|borrado|suprimido){_BY}",
            rf"(?:(?:questo|il) )?commento(?: è stato)? (?:eliminato|rimosso|cancellato){_BY}",
            rf"(?:(?:este|o) )?comentário(?: foi)? (?:removido|excluído|apagado|eliminado){_BY}",
            rf"(?:(?:deze|de) )?reactie(?: (?:is|werd))? verwijderd{_BY}",
            rf"(?:ten )?komentarz(?: został)? (?:usunięty|skasowany){_BY}",
            r"(?:этот )?(?:комментарий|ответ|сообщение)(?: был\u043e?)? удал[её]н\u043e?(?: .{1,60})?",
            r"(?:tento )?(?:komentář|příspěvek)(?: byl)? (?:smazán|odstraněn|odebrán)(?: .{1,60})?",
            r"bu yorum.{0,40} (?:silindi|kald\u0131r\u0131ld\u0131|silinmiştir)",
            r"(?:この)?コメントは.{0,16}削除されました|削除されたコメント(?:です)?",
            r"(?:[该該此本])?(?:条|則)?(?:评论|評論|留言|回复|回覆)(?:已被|已經被|已|被).{0,10}(?:删除|刪除|移除)",
            r"(?:이 )?댓글(?:은|이)? ?.{0,16}(?:삭제|제거)(?:되었습니다|됐습니다)|삭제된 댓글(?:입니다)?",
            r"(?:تم حذف|تمت إزالة) (?:هذا )?التعليق.{0,60}|(?:هذا )?التعليق محذوف",
        )
    ),
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\b(?:by|because|for|due|as|von|vom|durch|wegen|par|por|pelo|pela|da|door|przez|av|af)\s|\bdall\W"
    r"|(?:available|удал[её]н\u043e?|smazán|odstraněn|odebrán|التعليق)[\s.,]",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\b(?:because|for|due|as|wegen|weil|pour|car|parce|por|porque|pelo|pela|per|perché|omdat|wegens|ponieważ"
    r"|потому|mistake|accident\w*|error|versehen\w*|irrtum\w*|erreur|errore|erro|vergissing|pomyłk\w*|ошибк\w*"
    r"|me|myself|my|mir|mich|moi|mim)\b",
    re.IGNORECASE,
)
"""What follows where a writer says why a comment is gone."""

_OF_SITES = re.compile(
    r"moder|\bmods?\b|admin|auth?or|auteur|user|usuario|utente|utilisateur|verfasser|owner|staff|creator|editor|redak|redaz"
    r"|guideline|spam|violat|inappropriate|off-?topic|\brules\b|\bterms\b|polic[iy]|standards|richtlinien|модератор|администратор|автор|пользовател",
    re.IGNORECASE,
)
_SPEAKING = re.compile(r"[,;:!?]|\.\s")
_BRACKETS = " .!\u3002\t\n"
"""What stands around what a site says of a removed comment."""


def says_gone(words: str, *, of_somebody: bool = False) -> bool:
    """Whether some words are what a site puts in the place of a comment that it has taken away.

    A writer may say why a comment is gone, too, and where they are `of_somebody`, who has taken it away: then only what
    sites say of that is theirs.
    """
    line = words.strip(_BRACKETS)
    inner = line[1:-1].strip(_BRACKETS) if line[:1] + line[-1:] in ("[]", "()", "**") else line
    if not (_GONE.fullmatch(line) or _GONE.fullmatch(inner)):
        return False
    behind = _BEHIND.search(inner)
    if behind is None:
        return True
    is_the_site_s = _OF_SITES.search(inner) is not None and _SPEAKING.search(inner) is None
    return is_the_site_s or not (of_somebody or _WHY.search(inner, behind.start()))


def says_none(words: str) -> bool:
    """Whether a line says that there are no comments, or asks for the first one."""
    return _NONE.match(words) is not None


def is_called_none(name: str) -> bool:
    """Whether a class is that of a place without comments."""
    return _CALLED_NONE.search(name) is not None


def counted(words: str) -> str | None:
    """The number of comments in a line that is about other things too, as it is written."""
    found = _COUNTED.search(words)
    return next(filter(None, found.groups()), None) if found else None


def is_rough(words: str) -> bool:
    """Whether a line counts in thousands, and so says no more than about how many there are."""
    return _ROUGH.search(words) is not None
