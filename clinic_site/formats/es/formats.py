"""Spanish as written in the United States: viernes 27 de noviembre, 4:30 p. m.; 1,200.5."""

from django.utils.translation import gettext_noop

# Words of Django's own formats, which would otherwise be spelled as in Spain.
AM, PM = gettext_noop("a.m."), gettext_noop("p.m.")

DATE_FORMAT = r"j \d\e F \d\e Y"
TIME_FORMAT = "g:i\N{NO-BREAK SPACE}a"
CLOCK_FORMAT = "g:i\N{NO-BREAK SPACE}a"
DAY_FORMAT = r"l j \d\e F"
DAY_TIME_FORMAT = "l j \\d\\e F, g:i\N{NO-BREAK SPACE}a"
FULL_TIME_FORMAT = "l j \\d\\e F \\d\\e Y, g:i\N{NO-BREAK SPACE}a"

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
