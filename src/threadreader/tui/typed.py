"""What comes of words that are typed to search or to filter: while they are, when they are entered, when given up."""

from threadreader.session import choosing, searching
from threadreader.session.completing import complete_query
from threadreader.tui.prompt import Purpose

TYPED = {Purpose.SEARCH: searching.search, Purpose.FILTER: choosing.show_matching}
ENTERED = {Purpose.SEARCH: searching.enter, Purpose.FILTER: choosing.keep_matching}
COMPLETED = {Purpose.FILTER: complete_query}
GIVEN_UP = {Purpose.SEARCH: searching.cancel, Purpose.FILTER: choosing.give_up_matching}
