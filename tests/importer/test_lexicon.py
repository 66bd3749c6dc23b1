"""What lines in many languages say of comments."""

import pytest

from threadreader.importer.lexicon import counted, is_no_comments_name, is_no_comments_notice, is_removal_notice


@pytest.mark.parametrize(
    "words",
    [
        "No comments yet",
        "There are no comments yet.",
        "0 Comments",
        "No replies to \u201cBread\u201d",
        "Be the first to comment!",
        "Be the first one to leave a reply",
        "Noch keine Kommentare",
        "Sei der Erste, der einen Kommentar schreibt",
        "Aucun commentaire",
        "Il n\u2019y a pas encore de commentaires",
        "No hay comentarios todavía",
        "Aún no hay comentarios",
        "Ainda não há comentários",
        "Non ci sono ancora commenti",
        "Nog geen reacties",
        "Комментариев пока нет",
        "コメントはまだありません",
        "暂无评论",
    ],
)
def test_a_line_says_that_there_are_none(words: str) -> None:
    assert is_no_comments_notice(words)


@pytest.mark.parametrize(
    "words",
    ["10 comments", "No commentary", "Comments", "No, comments are not the point.", "Leave a comment", "Nothing"],
)
def test_other_lines_do_not(words: str) -> None:
    assert not is_no_comments_notice(words)


@pytest.mark.parametrize("name", ["no-comments", "nocomments", "item-meta-no-comments", "zero-comments", "no_comment"])
def test_a_class_says_so_too(name: str) -> None:
    assert is_no_comments_name(name)


@pytest.mark.parametrize("name", ["comments", "has-no-comments-link", "piano-comments", "no-comments-form"])
def test_other_classes_do_not(name: str) -> None:
    assert not is_no_comments_name(name)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Started by ann \u00b7 61 replies \u00b7 topic #1062", "61"),
        ("Kommentare (4) Kommentar schreiben", "4"),
        ("Comments: 1,204", "1,204"),
        ("1.204 Kommentare", "1.204"),
        ("312 posts", None),
        ("Commentary on Mark 4", None),
        ("Comments", None),
        ("3 comets, 4 comments", "4"),
        ("댓글3", "3"),
        ("コメント: 12", "12"),
        ("12件のコメント", "12"),
        ("共 12 条评论", "12"),
        ("目前有4 条留言", "4"),
        ("第12回", None),
    ],
)
def test_a_line_counts_comments_among_other_things(words: str, number: str | None) -> None:
    assert counted(words) == number


@pytest.mark.parametrize(
    "words",
    [
        "[deleted]",
        "(post deleted by author)",
        "Comment deleted by user",
        "Deleted comment",
        "This comment has been removed by a blog administrator.",
        "Dieser Kommentar wurde vom Autor entfernt.",
        "Ce commentaire a été supprimé par l\u2019auteur.",
        "Este comentario ha sido eliminado.",
        "Este comentário foi removido pelo autor.",
        "Комментарий был удалён модератором",
        "该评论已被删除",
        "このコメントは投稿者によって削除されました。",
        "삭제된 댓글입니다.",
        "Bu yorum yazar taraf\u0131ndan silindi.",
        "Tento komentář byl odstraněn.",
        "Komentarz usunięty przez moderatora",
        "تم حذف هذا التعليق",
    ],
)
def test_what_sites_put_in_the_place_of_a_comment(words: str) -> None:
    assert is_removal_notice(words)


@pytest.mark.parametrize(
    ("words", "is_the_site_s"),
    [
        ("[deleted]", True),
        ("Comment removed by a moderator.", True),
        ("This comment was removed for violating our guidelines", True),
        ("This comment was removed as spam", True),
        ("Dieser Kommentar wurde vom Moderator gelöscht.", True),
        ("Comment removed by kettle_keeper", False),
        ("This comment is no longer available. I read it in the archive though, try there.", False),
        ("комментарий удалён зря", False),
    ],
)
def test_what_somebody_may_have_said_is_not_the_site_s(words: str, is_the_site_s: bool) -> None:
    assert is_removal_notice(words)
    assert is_removal_notice(words, has_author=True) is is_the_site_s


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "deleted",
        "I deleted it",
        "The post was removed from the wall",
        "Post deleted by mistake, sorry everyone!",
        "Comment removed by me",
        "Message removed because they cannot bear the truth",
        "Comentario eliminado por error, perdón",
        "Kommentar gelöscht wegen der vielen Fragen",
    ],
)
def test_what_people_say_of_things_that_were_taken_away(words: str) -> None:
    assert not is_removal_notice(words)
