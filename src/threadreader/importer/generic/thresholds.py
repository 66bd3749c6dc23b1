"""Numbers that several rules share: how many records make a rule of what some have, and how far they are searched."""

HALF, MOST, NEARLY = 0.5, 0.6, 0.9
"""Shares of records: half is enough for what is said plainly, most is clearly more; all but what is odd (judgement)."""

SEVERAL, FEW = 3, 4
"""Records that are no chance; with fewer than these few no pattern is told from chance (judgement)."""

ENOUGH = 30
"""As many records of a group tell what the others are."""

NEAR, MANY = 16, 200
"""Tags at the beginning of a record, and of it that are searched at most (time)."""

SHORT, LONG = 30, 80
"""Characters of the longest button or label; of a line of text (judgement)."""

MAX_NAME_CHARS = 100  # of a writer or a record; longer ones are sentences, or state of scripts (judgement)
