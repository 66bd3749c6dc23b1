"""Patterns for what stands around comments: headings with a number, forms, links to answer by, links of other sites."""

import re

from threadreader.importer.textdump.phrases import LANGUAGES

_COUNTED = "|".join(phrases.counted for phrases in LANGUAGES)
_FORM = "|".join(phrases.form for phrases in LANGUAGES)
_ANSWER = "|".join(phrases.answer for phrases in LANGUAGES)
_NUMBER = r"(?:\d{1,3}(?:[.,\u00a0\u202f]\d{3}){1,2}|\d{1,6}|one|no)"

COUNT = re.compile(
    rf"(?<![\w.,:/-]){_NUMBER}[ \xa0]?(?:\w+[ \xa0])?(?:{_COUNTED})(?!\w)"
    rf"|^\W{{0,3}}(?:{_COUNTED}|change history|コメント|评论|評論|댓글)"
    rf"\s?[:(\uff08]\s?{_NUMBER}\s?[)\uff09]?\W{{0,3}}$",
    re.IGNORECASE,
)
"""How many comments a heading says there are."""

FORM = re.compile(
    rf"(?:{_FORM})(?: (?:to|für|auf|an|à|a|para|op|på|till|til|do|на|for) .{{0,80}})?(?: ?(?:{_FORM}|[»:.↓*]))*"
    r"|\[?\s?[_\s]{5,}\]?.{0,60}|\[\s{5,}\].{0,60}|\[(?:BUTTON|IFRAME|TEXTAREA).{0,80}",
    re.IGNORECASE,
)
"""A whole line of the form under the comments, or of the words around it."""

ANSWER = re.compile(rf"(?:{_ANSWER})(?:\s?[↓↵»→])?", re.IGNORECASE)
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
