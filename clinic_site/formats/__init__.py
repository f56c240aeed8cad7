"""How each language writes dates, times and numbers (FORMAT_MODULE_PATH).

Templates and code name a format, like `|date:"DAY_TIME_FORMAT"`. In a language without it, pages would
show its name; a system check reports that.
"""

#: The formats that pages use and Django has no default for.
NAMES = ("CLOCK_FORMAT", "DAY_FORMAT", "DAY_TIME_FORMAT", "FULL_TIME_FORMAT")
