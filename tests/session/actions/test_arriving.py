from reading import reader
from threadreader.model.stored_thread import Hit
from threadreader.model.thread import CommentId
from threadreader.session import Session
from threadreader.session.actions import act, search
from threadreader.session.actions.search import arrive
from threadreader.session.library.results import Found

TALK = "# Bread\n\nOf flour.\n\nann: The registry\n  bob: No registry, registry\ncarl: Hm"


def hit(number: int, comment: str | None, text: str, *passages: tuple[int, int]) -> Hit:
    return Hit(number, "Bread", 0, comment and CommentId(comment), "ann", None, text, passages)  # type: ignore[arg-type] # "" is none


def found(*others: Hit, at: int = 0) -> Found:
    mine = [hit(1, "c1", "The registry", (4, 12)), hit(1, "c2", "No registry, registry", (3, 11), (13, 21))]
    result = Found("registry", [*mine, *others])
    result.position.at = at
    return result


def where(session: Session) -> tuple[str | None, int]:
    assert session.finding
    return session.cursor, session.finding.at.start


def test_a_reader_arrives_at_the_passage_that_was_found() -> None:
    session = reader(TALK)
    assert arrive(session, found(at=1)) == "registry · hit 2 of 2"
    assert where(session) == ("c2", 3)
    assert session.finding
    assert not session.finding.typing
    act(session, search.next_match)
    assert where(session) == ("c2", 13)
    assert "from the top again" in act(session, search.next_match)


def test_behind_the_last_passage_comes_the_next_thread() -> None:
    session = reader(TALK)
    arrive(session, found(hit(2, "c1", "registry", (0, 8))))
    assert session.finding
    beyond = session.finding.beyond
    assert beyond
    act(session, search.next_match)
    act(session, search.next_match)
    assert beyond.turned == 0
    assert act(session, search.next_match) == ""
    assert (beyond.turned, where(session)) == (1, ("c2", 13))


def test_matches_are_said_to_be_those_of_the_thread_where_there_are_more_beyond() -> None:
    session = reader(TALK)
    arrive(session, found(hit(2, "c1", "registry", (0, 8))))
    assert act(session, search.next_match) == "match 2 of 3 here"


def test_before_the_first_passage_comes_the_thread_before() -> None:
    session = reader(TALK)
    result = Found("registry", [hit(3, "c1", "registry", (0, 8)), *found().hits])
    result.position.at = 1
    arrive(session, result)
    act(session, search.previous_match)
    assert session.finding
    assert session.finding.beyond
    assert session.finding.beyond.turned == -1


def test_what_has_no_words_to_show_is_arrived_at_all_the_same() -> None:
    session = reader(TALK)
    result = Found("is:starred", [hit(1, "c3", "Hm")])
    arrive(session, result)
    assert where(session) == ("c3", 0)


def test_a_hit_that_is_gone_is_said() -> None:
    session = reader(TALK)
    assert "no longer" in arrive(session, Found("x", [hit(1, "gone", "x", (0, 1))]))
    assert session.finding is None
