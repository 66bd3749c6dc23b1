"""Numbers that several rules share: how many records make a rule of what some have, and how far they are searched.

Set by judgement.
"""

HALF_SHARE = 0.5  # of records: enough for what is said plainly
MIN_SHARE = 0.6  # of records: clearly more than half
MIN_FULL_SHARE = 0.9  # of records: all but what is odd

MIN_RECORDS = 3  # fewer records that have something are chance
MIN_PATTERN = 4  # with fewer records, or elements, no pattern is told from chance

SAMPLE_SIZE = 30  # records of a group tell what the others are

MAX_HEAD_ELEMENTS = 16  # at the beginning of a record, where it says who and when
MAX_ELEMENTS = 200  # of a record (time)

MAX_LABEL_CHARS = 30  # of a button or a label
MIN_LINE_CHARS = 80  # of a line of text
MAX_NAME_CHARS = 100  # of a writer or a record; longer ones are sentences, or state of scripts
