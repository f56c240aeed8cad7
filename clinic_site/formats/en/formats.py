"""American English: Friday, November 27, 4:30 p.m. EST."""

DATE_FORMAT = "F j, Y"
TIME_FORMAT = "P"
CLOCK_FORMAT = "g:i a T"
DAY_FORMAT = "l, F j"
DAY_HOUR_FORMAT = "l, F j, P"
DAY_TIME_FORMAT = "l, F j, g:i a T"
FULL_TIME_FORMAT = "l, F j, Y, g:i a T"
