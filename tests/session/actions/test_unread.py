from reading import reader
from threadreader.session import Pane, Settings
from threadreader.session.actions import finding, moving, quotations, unread

TREE = "ann: 0\n  bob: 1\n    carl: 2\n  dora: 3\neve: 4"


def test_unread_replies_are_gone_through_in_both_directions() -> None:
    session = reader(TREE)
    session.read_state.mark_seen([1, 2])
    assert unread.next_unread(session, None) == ""
    assert session.cursor == "c4"
    assert unread.next_unread(session, 5) == ""
    assert session.cursor == "c5"
    assert unread.next_unread(session, None) == "end of thread \u00b7 2 unread above \u00b7 N previous unread"
    assert unread.previous_unread(session, 2) == ""
    assert session.cursor == "c1"
    assert unread.previous_unread(session, None) == "nothing unread above \u00b7 2 below \u00b7 n next unread"


def test_from_the_article_the_next_unread_reply_is_the_one_where_the_replies_were_left_if_that_is_unread() -> None:
    session = reader(TREE)
    session.pane = Pane.ARTICLE
    assert unread.next_unread(session, None) == ""
    assert (session.pane, session.cursor) == (Pane.REPLIES, "c1")
    session.read_state.mark_seen([0])
    session.pane = Pane.ARTICLE
    unread.next_unread(session, None)
    assert session.cursor == "c2"


def test_the_reading_key_says_at_the_end_what_is_unread_above() -> None:
    session = reader(TREE)
    session.read_state.mark_seen([1, 2, 3])
    moving.last(session, None)
    assert moving.read_on(session, None) == "end of thread · 1 unread above · N previous unread"
    session.read_state.mark_seen([0])
    assert moving.read_on(session, None) == "end of thread, nothing unread left"


def test_the_reading_key_says_at_the_end_what_is_unread_and_folded_away_there() -> None:
    session = reader("ann: 0\nbob: 1\n  carl: 2\n  dora: 3\n")
    session.read_state.mark_seen([0, 1])
    moving.fold_all(session, None)
    moving.last(session, None)
    assert moving.read_on(session, None) == "end of expanded replies · 2 unread collapsed · n next unread"
    assert unread.next_unread(session, None) == ""
    assert session.cursor == "c3"


def test_where_only_some_are_shown_no_more_is_said_than_that() -> None:
    session = reader(TREE)
    finding.accept_matching(session, "2")
    assert moving.read_on(session, None) == "no next reply: end of what is shown"
    assert unread.next_unread(session, None) == "nothing unread below among the replies shown"
    assert unread.previous_unread(session, None) == "nothing unread above among the replies shown"


def test_where_all_is_read_that_is_said() -> None:
    session = reader(TREE)
    session.read_state.mark_seen(range(5))
    assert unread.next_unread(session, None) == "end of thread, nothing unread left"
    assert unread.previous_unread(session, None) == "nothing unread"
    assert unread.next_unread(reader(""), None) == "no replies on this page"


def test_an_unread_reply_that_is_folded_away_is_unfolded() -> None:
    session = reader(TREE)
    moving.fold_all(session, None)
    session.read_state.mark_seen([1])
    unread.next_unread(session, None)
    assert session.cursor == "c3"


def test_the_reading_key_goes_to_the_next_unread_reply_that_is_not_folded_away() -> None:
    session = reader(TREE)
    session.settings = Settings(by_page=False)
    session.read_state.mark_seen([1])
    moving.read_on(session, None)
    assert session.cursor == "c3"
    moving.first(session, None)
    moving.toggle_fold(session, None)
    moving.read_on(session, None)
    assert session.cursor == "c5"


def test_the_reading_key_goes_on_where_all_is_read() -> None:
    session = reader(TREE)
    session.settings = Settings(by_page=False)
    session.read_state.mark_seen(range(5))
    moving.read_on(session, None)
    assert session.cursor == "c2"


def test_without_a_search_n_goes_to_the_next_unread_reply() -> None:
    session = reader(TREE)
    session.read_state.mark_seen([1])
    finding.next_match(session, None)
    assert session.cursor == "c3"
    finding.previous_match(session, None)
    assert session.cursor == "c1"


def test_a_branch_is_read_and_the_reader_goes_on() -> None:
    session = reader(TREE)
    moving.next_reply(session, None)
    assert unread.read_branch(session, None) == "2 marked read · ^o back"
    assert session.cursor == "c4"
    quotations.back(session, None)
    assert session.cursor == "c2"
    quotations.forward(session, None)
    assert session.read_state.seen == {"c2", "c3"}
    moving.last(session, None)
    assert unread.read_branch(session, None) == "1 marked read · end of thread · gl library"
    assert unread.read_branch(session, None) == "nothing unread in this branch · end of thread · gl library"


def test_replies_are_unread_again_from_here_on_or_all_of_them() -> None:
    session = reader(TREE)
    session.read_state.mark_seen(range(5))
    moving.next_reply(session, 2)
    assert unread.unread_from_here(session, None) == "3 marked unread · gu undoes"
    assert session.read_state.seen == {"c1", "c2"}
    assert session.cursor == "c3"
    assert unread.all_unread(session, None) == "2 marked unread · gU undoes"
    assert (session.read_state.seen, session.read_state.unread) == (set(), 5)
    assert unread.unread_from_here(session, None) == "all unread already"
    assert unread.all_unread(session, None) == "2 marked read again"
    assert session.read_state.seen == {"c1", "c2"}
    assert unread.all_unread(reader(""), None) == "article marked unread · gU undoes"


def test_all_replies_are_marked_read_and_the_same_key_undoes_that() -> None:
    session = reader(TREE)
    session.read_state.mark_seen([1])
    assert unread.read_all(session, None) == "4 marked read · gR undoes"
    assert session.read_state.unread == 0
    assert unread.read_all(session, None) == "4 marked unread again"
    assert session.read_state.seen == {"c2"}
    assert unread.read_all(session, None) == "4 marked read · gR undoes"
    unread.all_unread(session, None)
    unread.all_unread(session, None)
    assert unread.read_all(session, None) == "all read already"
    article = reader("")
    unread.all_unread(article, None)
    unread.read_all(article, None)
    assert not article.read_state.article_unread


def test_a_reply_is_starred_and_marked_by_one_key_each() -> None:
    session = reader(TREE)
    assert unread.toggle_star(session, None) == "starred"
    assert unread.toggle_star(session, None) == "unstarred"
    assert unread.toggle_read(session, None) == "marked read"
    assert unread.toggle_read(session, None) == "marked unread"


def test_a_muted_branch_is_folded_also_when_the_thread_is_opened_again() -> None:
    session = reader(TREE)
    moving.next_reply(session, None)
    assert unread.toggle_muted(session, None).startswith("branch muted")
    moving.unfold_all(session, None)
    again = type(session)(session.opened, session.sizes, progress=session.progress)
    assert again.replies.outline.folded == {1}
    assert again.read_state.unread == 3
    assert unread.toggle_muted(session, None) == "branch unmuted"


def test_a_mark_leads_back_to_its_line() -> None:
    session = reader(TREE)
    assert unread.go_to_mark(session, "a") == "no mark a · ma…z sets one"
    unread.set_mark(session, "a")
    assert unread.go_to_mark(session, "a") == "mark a is here"
    session.pane = Pane.ARTICLE
    unread.set_mark(session, "b")
    moving.last(session, None)
    assert unread.go_to_mark(session, "a") == ""
    assert (session.cursor, session.pane) == ("c1", Pane.REPLIES)
    unread.go_to_mark(session, "b")
    assert session.pane is Pane.ARTICLE
    assert unread.go_to_mark(session, "z") == "no mark z · set: a b"


def test_nothing_is_kept_of_replies_where_there_are_none() -> None:
    session = reader("")
    for action in (unread.toggle_star, unread.toggle_read, unread.read_branch, unread.toggle_muted):
        assert action(session, None) == "no replies on this page"
