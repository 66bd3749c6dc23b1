"""What sites call their comments, posts and authors, and what else is on a page: words of classes, ids and links."""

import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.selector import Attributes, attribute, classes, hyphened
from threadreader.importer.soup import shape_of

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
    return any(OPENING.search(hyphened(word)) for word in classes(tag))


def is_marked_as_name(tag: Tag) -> bool:
    """Whether a tag says of itself that it is the name of somebody: by its class, its sort, or where it leads."""
    shape = shape_of(tag)
    known = shape.memo.get(is_marked_as_name)
    if known is None:
        known = shape.memo[is_marked_as_name] = tag.name == "cite" or _is_name(" ".join(shape.classes or ()))
    return bool(known) or _is_named_otherwise(tag) or _is_credited(tag)


def is_badge(tag: Tag) -> bool:
    """Whether a tag beside a name says what somebody is here: the writer of the article, a moderator, a rank."""
    return any(map(_BADGE.search, shape_of(tag).classes or ()))


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
    return bool(_NAME.search(hyphened(words)))
