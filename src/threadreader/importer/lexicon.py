"""What sites call their comments, posts and authors, and what else is on a page: words of classes, ids and links.

How pages of many languages speak of comments: what they call them, that there are none, that one was removed.

Patterns for what stands around comments: headings with a number, forms, links to answer by, links of other sites.

What blogs print around comments, one language after the other, as patterns for case to be ignored in.

Labels of links and buttons that would load more comments, or all, told by their words in many languages.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.html.selector import Attributes, attribute, classes, hyphenate
from threadreader.importer.html.tree import signature_of

COMMENT = re.compile(
    r"comm?ent(?!ator)|komment|coment[aá]rio|repl(?:y|ies)|respon(?:d|s(?!ive))|r[eé]ponse|antwort|reaktion|reactie|reaction|"
    r"discuss|opmerking|yorum|коммент|guestbook|gaestebuch|feedback|dsq|disqus|isso|fyre|pingback|trackback|bugnote|writeback",
    re.IGNORECASE,
)
"""A comment or an answer, or what has to do with them."""

GUESTBOOK = re.compile(
    r"guest-?\s?book|visitors?.?\s?book|g(?:ä|ae?)steb(?:uch|og)|livre d.or|gastenboek|libro de (?:visitas|firmas)"
    r"|livro de visitas|gästbok|gj[eæ]stebok|gæstebog|libro degli ospiti|księg\w goś|knih\w návštěv|vendégkönyv"
    r"|vieraskirja|cartea de oaspeți|ziyaretçi defteri|гостев|留言|ゲストブック|방명록",
    re.IGNORECASE,
)
"""A page that is there for what visitors leave on it."""

SAYING = re.compile(
    r"(?<!\w)(?:says|said|wrote|writes|schrieb|schreibt|sagt|meint|a écrit|écrit|escribió|dijo|dice|scrive|ha scritto"
    r"|skrev|skriver|schreef|schrijft|zegt|escreveu|disse|diz|napisał\w*|pisze|пишет|написал\w?)(?!\w)"
    r"|(?<!\w)(?:name|nom|nombre|nome|naam|namn|navn|imię|имя|from|von)(?:\s*/\s*\w+)?\s*:",
    re.IGNORECASE,
)
"""What stands beside a name over what somebody wrote."""

COMMENTS = re.compile(r"comments?|komm?entar|coment[aá]rio|disqus|discuss", re.IGNORECASE)
"""What comments stand in."""

POST = re.compile(r"post(?!er)|message|msg|topic|thread|forum|beitrag|answer|tweet|status|review", re.IGNORECASE)

ASIDE = re.compile(
    r"recent|latest|side-?bar|widget|related|popular|trending|teaser|(?<![a-z])nav|menu|footer|breadcrumb|archive|"
    r"tag-?cloud|newest|blogroll|carousel|slider|ticker|similar|promo|refer|cite|gallery|pagination|toc(?![a-z])|"
    r"headlines|most-?read",
    re.IGNORECASE,
)
"""A list of something else."""

ACTION = re.compile(
    r"\b(?:reply|quote|report|flag|answer|respond|permalink|like|antwort|zitier|melden|répond|citer|signaler|citar|"
    r"denunci|rispondi|beantwoord|reageer|odpowied|ответ|цитир)|回复|回覆|返信|답글",
    re.IGNORECASE,
)
"""What one can do with a comment."""

TO_ANSWER = (
    r"reply|respond|answer|quote|antworten|zitieren|répondre|citer|responder|citar|rispondi|cita|beantwoorden|reageer"
    r"|odpowiedz|cytuj|ответить|цитировать|回复|回覆|引用|返信|답글"
)
"""A pattern for all that a link says that leads to a form for answering one comment."""

ANSWER = re.compile(
    r"(?:^|[-_\s])(?:answers?|antwort(?:en)?|réponses?|respuestas?|rispost[ae]|respostas?)(?:$|[-_\s])", re.IGNORECASE
)
"""What answers to a question are called."""

OPENING = re.compile(
    r"(?:^|[-_])(?:op|opening|opener|original|starter|first-?post|topic-?start(?:er)?|thread-?start(?:er)?)(?:$|[-_])",
    re.IGNORECASE,
)
"""The post that opens a thread."""

RECENT = re.compile(
    r"recent|latest|newest|letzte|neueste|aktuelle|últim|ultim|derni|récent|laatste|senaste|seneste|siste|ostatni"
    r"|последн|недавн|свеж|最近|最新",
    re.IGNORECASE,
)
"""What is said of comments on other pages."""

SAID = re.compile(
    r"^(?:\d{1,4}\s?[.)]\s+)?(?:(?:le|am|on|el|il|em|op)\W+(?=(?:by|von|par|da|por|door)\s))?"
    r"(?:(?:by|von|par|de|da|por|on|door)\s+|(?:posted by|comment(?:aire)? (?:by|from|de)|(?:written|submitted) by"
    r"|(?:verfasst|geschrieben) von|(?:posté|écrit|publié|soumis|envoyé) par|(?:publicado|escrito|enviado|postado) por"
    r"|(?:inviato|scritto) da|geplaatst door|由|投稿者|author|autor|autore|auteur|автор)\s*:?\s+)"
    r"|\s*(?:says|said|wrote|writes|sagt|schreibt|schrieb|meint|dit|a dit|a écrit|dice|dijo|ha scritto|scrive|diz|disse"
    r"|zegt|schreef|pisze|napisał|commented|replied|a répondu|antwortete|respondió"
    r"|ha risposto|пишет|:|\.{3}|…)+\s*:?\s*$"
    r"|\s+(?:on|at|am|um|le|el|il|em|op|den|dne|w|於|于|發[表佈布]於|发[表布]于|[\u2014\u2013-]|\|)\s*$",
    re.IGNORECASE,
)
"""What stands before and after the name in a line that says who wrote something."""

JOINED = re.compile(
    r"join|regist|member since|mitglied|inscri|seit|edit|bearbeitet|modif|last|updated|geändert|"
    r"регистр|zarejestr|membre",
    re.IGNORECASE,
)
"""What is said of times at which nothing was written."""

MEMBER = re.compile(
    r"(?:\bjoin(?:ed|\s?date)|\bregist(?:ered|riert|rato|rado|erad|reret)"
    r"|member since|mitglied seit|dabei seit|inscri(?:t|ption|to|pción)"
    r"|регистрац|zarejestr|dołączył|lid sinds|medlem sedan|注册|註冊|登録日|가입)\w*(?:\s+\w{1,6})?[\s:,\uff1a]*$",
    re.IGNORECASE,
)
"""What stands right before the time at which somebody became a member; "registered" elsewhere is what somebody is."""

EDITED = re.compile(
    r"edit|bearbeitet|modif|updated|geändert|gewijzigd|redigert|ändrad|изменен|编辑|編集", re.IGNORECASE
)
"""What is said of times at which something written before was changed, perhaps by somebody else."""

TO_PARENT = re.compile(
    r"\bparent|in[-_ ]?reply|repl(?:y|ied|ying|ies)[-_ ]to(?! (?:this|that|comment|post|message)\b)|"
    r"respon(?:se|ds?|ding)[-_ ]to|antwort(?:et)? (?:auf|an)|"
    r"en réponse|répond(?:u)? à|en respuesta|in risposta|em resposta|in antwoord|в ответ|ответ на|отвечает|回复|回覆|"
    r"返信|w odpowiedzi",
    re.IGNORECASE,
)
"""What leads from a comment to the one that it answers."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_NAME = re.compile(
    r"(?:^|[-_\s])(?:authors?|autor|auteur|verfasser|user|username|nick|nickname|poster|commenter|commentor|fn|byline|"
    r"screen-?name|display-?name|real-?name|author-?name|user-?name|creator|writer|persona?|handle|auth|blogger|"
    r"posted-?by|[a-z]*(?:author|username|nickname|nick|commenter))(?:$|[-_\s\d])"
    r"|(?:^|[-_\s])(?:name|by|member|profile|owner|who|cite)\d*(?:$|\s)",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"(?:^|[/?&.])(?:users?|u|members?|memberlist|profiles?|people|person|authors?|account|who|user_profile|viewprofile|view_user\w*"
    r"|mitglied|utilisateur|usuario|channel|snetwork)(?:[/=?.-]|$)|/[~@]"
    r"|[=;&](?:view)?pro(?:file)?(?:[;&]|$)|[?&;](?:showuser|lookup|uid|user_id|userid)=\d",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:(?:(?<!originally )posted|comment(?:ed)?|left|written|submitted|said) by"
    r"|(?:geschrieben|verfasst|kommentar) von|(?:posté|écrit|publié|commentaire) par"
    r"|(?:publicado|escrito|enviado|postado) por|(?:inviato|scritto) da)\s*:?\s*$",
    re.IGNORECASE,
)
_CREDITS = 30
_CREDITED = frozenset(("a", "b", "strong", "i", "em", "span", "font", "cite"))
_BADGE = re.compile(
    r"^(?:small|flair|label|level|rank|role|staff|op)$|badge|^is-?(?:author|admin|mod|op|staff)|grade\d*$"
    r"|(?:post|by)-?author$|(?:author|user)-?(?:label|tag|level|rank|role|title|flair)$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_CALLED = Attributes("id", "itemtype", "itemprop", "data-testid")
_MARKED = Attributes("href", "itemprop", "rel", "id")


def names_of(tag: Tag) -> Iterator[str]:
    """Everything that a tag is called."""
    yield from classes(tag)
    yield from _CALLED.values(tag)


def is_called_comment(tag: Tag) -> bool:
    """Whether a tag is named after comments."""
    return any(map(COMMENT.search, names_of(tag)))


def is_called_opening(tag: Tag) -> bool:
    """Whether a tag is named after the post that opens a thread."""
    return any(OPENING.search(hyphenate(word)) for word in classes(tag))


def is_marked_as_name(tag: Tag) -> bool:
    """Whether a tag says of itself that it is the name of somebody: by its class, its sort, or where it leads."""
    shape = signature_of(tag)
    known = shape.memo.get(is_marked_as_name)
    if known is None:
        known = shape.memo[is_marked_as_name] = tag.name == "cite" or _is_name(" ".join(shape.classes or ()))
    return bool(known) or _is_named_otherwise(tag) or _is_credited(tag)


def is_badge(tag: Tag) -> bool:
    """Whether a tag beside a name says what somebody is here: the writer of the article, a moderator, a rank."""
    return any(map(_BADGE.search, signature_of(tag).classes or ()))


def folded(text: str) -> str:
    """A class name or id without its numbers: what the parts of one thread have in common."""
    return _DIGITS.sub("0", text)


def _is_named_otherwise(tag: Tag) -> bool:
    marked = _MARKED.of(tag)
    if not marked:
        return False
    href = attribute(tag, "href") if tag.name == "a" else None
    if href and _PROFILE.search(href):
        return True
    return any(_is_name(attribute(tag, name) or "") for name in marked if name != "href")


def _is_credited(tag: Tag) -> bool:
    """Whether the words before a tag say that somebody's name follows."""
    before = tag.previous_sibling if tag.name in _CREDITED else None
    return isinstance(before, NavigableString) and bool(_CREDIT.search(before[-_CREDITS:]))


def _is_name(words: str) -> bool:
    return bool(_NAME.search(hyphenate(words)))


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


class Phrases(NamedTuple):
    """The words of one language: things that a heading counts, the lines of a form, what one can do with a comment."""

    counted: str
    form: str
    answer: str


LANGUAGES: tuple[Phrases, ...] = (
    Phrases(
        r"comments?|responses?|repl(?:y|ies)|thoughts? on|remarks?|reactions?|messages|posts",
        r"(?:leave|post|add|write|submit|make) (?:a|your|an?other|new) (?:new )?(?:reply|comment|response|thought)s?"
        r"|(?:click here to )?cancel reply|post (?:your )?comment|(?:join|have your say)|what do you think"
        r"|join the (?:discussion|conversation)|log in to (?:leave|post|reply)|comments? (?:are|is) closed\W?"
        r"|your (?:e-?mail address|email) (?:will not|is never|won.t) .{0,60}|required fields are marked.{0,10}"
        r"|rss feed for comments on this post.{0,30}|trackback url.{0,10}|subscribe to comments.{0,30}|comments? feed",
        r"reply(?: to this| with quote)?|quote|report(?: this)?(?: comment| post| abuse)?|permalink|link|share|like"
        r"|flag|edit|top|parent|delete|block"
        r"|up ?vote|down ?vote|(?:reply)?by post author|log in to (?:reply|post comments?)",
    ),
    Phrases(
        r"kommentare?n?|antwort(?:en)?|gedanken?|reaktionen|meinung(?:en)?|beiträge",
        r"(?:schreib|hinterlass|verfass)\w* (?:uns )?(?:ein\w*|deine?n?|ihren?) (?:kommentar|antwort)"
        r"|kommentar (?:verfassen|schreiben|hinterlassen|abgeben)|antwort\w* abbrechen"
        r"|deine e-mail-adresse wird .{0,60}",
        r"antwort(?:en?)?|zitieren|melden",
    ),
    Phrases(
        r"commentaires?|réponses?|réflexions?|avis|réactions?",
        r"(?:laisser|laissez|ajouter|ajoutez|écrire|poster) (?:un|votre) (?:commentaire|réponse)|annuler la réponse"
        r"|votre adresse e-?mail ne sera pas .{0,60}",
        r"répondre|citer|signaler",
    ),
    Phrases(
        r"comentarios?|respuestas?|pensamientos?|ideas? sobre",
        r"(?:deja|dejar|escribe|añade|publica|agrega)\w* (?:un|una|tu) (?:comentario|respuesta)"
        r"|cancelar (?:la )?respuesta|tu dirección de correo .{0,60}",
        r"responder|citar|denunciar|comentar",
    ),
    Phrases(
        r"comentários?|respostas?|pensamentos?",
        r"(?:deixe|deixar|escreva|publicar) (?:um|uma|o seu) (?:comentário|resposta)|cancelar resposta"
        r"|o seu endereço de e-?mail .{0,60}",
        r"responder|denunciar",
    ),
    Phrases(
        r"comment[oi]|rispost[ae]|pensier[io]",
        r"(?:lascia|scrivi|aggiungi|invia) (?:un|una|il tuo) ?(?:commento|risposta)|annulla risposta"
        r"|il tuo indirizzo e-?mail .{0,60}",
        r"rispondi|cita",
    ),
    Phrases(
        r"reacties?|gedachten?",
        r"(?:geef|laat|plaats|schrijf) (?:een|je) (?:reactie|antwoord|opmerking)(?: achter)?|reactie plaatsen"
        r"|(?:antwoord|reactie) annuleren|het e-mailadres wordt .{0,60}",
        r"beantwoorden|reageren?|antwoord",
    ),
    Phrases(
        r"kommentar(?:er)?|svar|tankar?|tanker?",
        r"(?:lämna|skriv|legg igjen|legg inn|efterlad) (?:ett|et|en) (?:svar|kommentar)|avbryt svar|annuller svar",
        r"svara?|svare",
    ),
    Phrases(
        r"kommenttia?|ajatusta|vastausta",
        r"vastaa|kommentoi|jätä kommentti|peruuta vastaus",
        r"vastaa",
    ),
    Phrases(
        r"komentarz[ey]?|odpowiedzi|odpowiedź|komentarzy",
        r"(?:dodaj|napisz|zostaw) (?:komentarz|odpowiedź)|anuluj pisanie odpowiedzi",
        r"odpowiedz|cytuj",
    ),
    Phrases(
        r"komentářů?e?|odpovědí?|komentárov|názor(?:y|ů)?",
        r"(?:napsat|přidat|napište) komentář|zrušit odpověď|(?:pridaj|napíš) komentár|zrušiť odpoveď",
        r"odpovědět|odpovedať",
    ),
    Phrases(
        r"hozzászólás|gondolat|válasz",
        r"vélemény, hozzászólás\?|hozzászólás írása|kilépés a válaszból",
        r"válasz",
    ),
    Phrases(
        r"comentari[iu]|(?:de )?răspunsuri|gânduri",
        r"(?:lasă|scrie) un (?:răspuns|comentariu)|anulează răspunsul",
        r"răspunde",
    ),
    Phrases(
        r"комментари\w*|отзыв\w*|ответ\w*|мыс\w+|мнени\w*",
        r"(?:добавить|оставить|оставьте|написать|отправить) (?:комментарий|ответ|отзыв)|отменить ответ"
        r"|ваш (?:адрес )?e-?mail .{0,60}",
        r"ответить|цитировать",
    ),
    Phrases(
        r"коментар\w*|відповід\w*|дум\w+|мнени\w*",
        r"(?:залишити|додати|напишіть) (?:відповідь|коментар)|скасувати відповідь|вашият коментар|отказ|коментирайте",
        r"відповісти|отговор",
    ),
    Phrases(
        r"σχόλι\w+|σκέψ\w+|απαντ\w+",
        r"αφήστε (?:μια|ένα) (?:απάντηση|σχόλιο)|ακύρωση απάντησης",
        r"απάντηση",
    ),
    Phrases(
        r"yorum|yanıt|düşünce|cevap",
        r"bir (?:yanıt|cevap|yorum) (?:yazın|bırakın)|(?:yanıtı|cevabı) iptal et",
        r"yanıtla|cevapla",
    ),
    Phrases(
        r"komentara?i?|odgovor[ai]?|одговор\w*",
        r"(?:ostavite|odgovori|оставите|dodaj) (?:odgovor|komentar|одговор)|otkaži odgovor",
        r"odgovori|одговори",
    ),
    Phrases(
        r"comentaris?|respost(?:es|a)|iruzkin|erantzun",
        r"deixa (?:un|una) (?:comentari|resposta)|cancel·la.{0,20}|(?:utzi|idatzi) (?:erantzun|iruzkin)\w*",
        r"respon|erantzun",
    ),
    Phrases(
        r"kommentaari?|komentār\w+|atsakym\w+|komentar\w+",
        r"(?:parašykite|palikti) (?:komentarą|atsakymą)|(?:lisa|jäta) kommentaar|pievienot komentāru|atcelt atbildi",
        r"atsakyti|atbildēt|vasta",
    ),
    Phrases(
        r"bình luận|phản hồi|suy nghĩ|komentar|balasan|tanggapan|pemikiran|ความเห็น\w*",
        r"(?:để lại|viết) (?:một )?(?:bình luận|phản hồi|trả lời)(?: của bạn)?|hủy|tinggalkan (?:balasan|komentar)"
        r"|batalkan balasan|ใส่ความเห็น|ยกเลิกการตอบ",
        r"trả lời|balas|ตอบกลับ",
    ),
    Phrases(
        r"تعليق\w*|رأي|ردود|رد|أفكار|دیدگاه\w*|پاسخ|نظر\w*|תגובות|תגובה|מחשבות|פרסומים",
        r"(?:أضف|اترك) (?:تعليق|رد)\w*(?: .{0,20})?|إلغاء الرد|لن يتم نشر عنوان .{0,60}|دیدگاهتان را بنویسید|لغو پاسخ"
        r"|כתיבת תגובה|לבטל|השאר תגובה",
        r"رد|پاسخ|הגב|להגיב",
    ),
    Phrases(
        r"[件条條則则个個篇개](?:の|의)? ?"
        r"(?:フィードバック|コメント|评论|評論|留言|回复|回覆|回應|想法|댓글|생각|응답)",
        r"コメントを残す|コメントする|返信をキャンセル(?:する)?|メールアドレスが公開される.{0,40}"
        r"|(?:发表|發表|發佈|写|撰寫)(?:评论|評論|回复|回覆|留言|迴響)|取消回[复覆]|您的(?:电子)?邮箱地址.{0,40}"
        r"|(?:답글|댓글)을? ?(?:남기기|달기|쓰기)|응답 취소",
        r"返信|回复|回覆|回應|답글|답하기",
    ),
)


_DUMP_COUNTED = "|".join(phrases.counted for phrases in LANGUAGES)
_FORM = "|".join(phrases.form for phrases in LANGUAGES)
_ANSWER = "|".join(phrases.answer for phrases in LANGUAGES)
_DUMP_NUMBER = r"(?:\d{1,3}(?:[.,\u00a0\u202f]\d{3}){1,2}|\d{1,6}|one|no)"

COUNT = re.compile(
    rf"(?<![\w.,:/-]){_DUMP_NUMBER}[ \xa0]?(?:\w+[ \xa0])?(?:{_DUMP_COUNTED})(?!\w)"
    rf"|^\W{{0,3}}(?:{_DUMP_COUNTED}|change history|コメント|评论|評論|댓글)"
    rf"\s?[:(\uff08]\s?{_DUMP_NUMBER}\s?[)\uff09]?\W{{0,3}}$",
    re.IGNORECASE,
)
"""How many comments a heading says there are."""

FORM = re.compile(
    rf"(?:{_FORM})(?: (?:to|für|auf|an|à|a|para|op|på|till|til|do|на|for) .{{0,80}})?(?: ?(?:{_FORM}|[»:.↓*]))*"
    r"|\[?\s?[_\s]{5,}\]?.{0,60}|\[\s{5,}\].{0,60}|\[(?:BUTTON|IFRAME|TEXTAREA).{0,80}",
    re.IGNORECASE,
)
"""A whole line of the form under the comments, or of the words around it."""

DUMP_ACTION = re.compile(rf"(?:{_ANSWER})(?:\s?[↓↵»→])?", re.IGNORECASE)
"""What one can do with a comment, and nothing else."""

PING = re.compile(
    r"(?P<kind>pingback|trackback|ping|rétrolien|rückverweis|retroenlace|notificación)\w*\s?"
    r"(?:(?:by|von|de|from|par)\b|:)\s*",
    re.IGNORECASE,
)
"""What the link of another site begins with."""

TAIL = re.compile(
    r"(?:comment(?:aire)?|left|kommentar|comentario|comentário|commento|reactie|komentarz|комментарий)\s"
    r"(?:by|from|von|par|de|da|di|van|od|от)\s",
    re.IGNORECASE,
)
"""What begins a line under a comment that says who wrote it."""

ABOUT = re.compile(
    r"(?:posted|filed|published|categor(?:y|ies|ized)|tags?|tagged|labels?|share|like)\s?"
    r"(?:in|under|by|on|this|as|:).{0,150}|this entry was posted.*|bookmark the permalink.*|permalink.*"
    r"|you can (?:follow|leave|skip|trackback).*|comments?:?|iframe:.{0,80}|written by|no trackbacks"
    r"|(?:tags|schlagwörter|kategorien?|mots-clés|etiquetas|catégories?|tagged)\b.{0,150}"
    r"|(?:share|related|like) (?:this|posts?).{0,20}|(?:post|beitrags?-?)\s?(?:navigation|author).{0,60}"
    r"|(?:\u2190|\u2192|\u00ab|\u00bb|<-|->).*|.*(?:\u2192|\u00bb|->)|(?:previous|next|older|newer)\b.{0,80}",
    re.IGNORECASE,
)
"""Lines under an article that say where and when it was published, and what else there is to read."""


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
_MORE_CJK = re.compile(
    r"(?:コメント|返信).{0,4}(?:もっと|さらに|すべて|全て|全部)|(?:もっと|さらに|すべての|全ての|他の)(?:コメント|返信)"
    r"|(?:更多|全部|所有|加载|載入).{0,3}(?:评论|評論|留言|回复|回覆)|(?:댓글|답글).{0,4}(?:더|전체|모두) ?보기"
)


def asks_for_more(label: str) -> bool:
    """Whether a label says that there are more comments than are shown: "more", or "all" or "older" to see."""
    if _MORE_CJK.search(label):
        return True
    words = [word.casefold() for word in _WORD.findall(label)]
    if not words or len(words) > _MOST_WORDS or not any(map(_THEM.fullmatch, words)):
        return False
    rest = {word for word in words if not _THEM.fullmatch(word)}
    if not rest <= _MORE | _ALL | _VERBS | _FILLERS:
        return False
    return not rest.isdisjoint(_MORE) or not (rest.isdisjoint(_ALL) or rest.isdisjoint(_VERBS))
