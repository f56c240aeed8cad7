"""American English: Friday, November 27, 4:30 p.m. The name of the zone comes from `moment_in_words`."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "D, M j, Y, g:i a T"
TIME_FORMAT = "P"
CLOCK_FORMAT = "P"
DAY_FORMAT = "l, F j"
DAY_TIME_FORMAT = "l, F j, P"
FULL_TIME_FORMAT = "l, F j, Y, P"
