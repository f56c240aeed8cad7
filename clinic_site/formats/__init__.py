"""How each language writes dates, times and numbers (FORMAT_MODULE_PATH).

Templates and code name a format, like `|date:"DAY_TIME_FORMAT"`. A language without the name would
show the name, so every language has each of them.
"""
