"""What comes of words that are typed to search or to filter: while they are, when they are entered, when given up."""

from threadreader.session import choosing, searching
from threadreader.tui.prompt import Purpose

TYPED = {Purpose.SEARCH: searching.search, Purpose.FILTER: choosing.show_matching}
ENTERED = {Purpose.SEARCH: searching.enter, Purpose.FILTER: choosing.keep_matching}
GIVEN_UP = {Purpose.SEARCH: searching.cancel, Purpose.FILTER: choosing.give_up_matching}
