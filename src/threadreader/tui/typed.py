"""What comes of words that are typed to search or to filter: while they are, when they are entered, when given up."""

from threadreader.session.actions import filtering, search
from threadreader.session.actions.completion import complete_query
from threadreader.tui.prompt import Purpose

TYPED = {Purpose.SEARCH: search.search, Purpose.FILTER: filtering.show_matching}
ENTERED = {Purpose.SEARCH: search.enter, Purpose.FILTER: filtering.keep_matching}
COMPLETED = {Purpose.FILTER: complete_query}
GIVEN_UP = {Purpose.SEARCH: search.cancel, Purpose.FILTER: filtering.give_up_matching}
