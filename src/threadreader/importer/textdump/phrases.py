"""What blogs print around comments, one language after the other, as patterns for case to be ignored in."""

from typing import NamedTuple


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
