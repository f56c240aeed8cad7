"""Requests as files. Each module turns rows into pieces of text and knows no web and no database."""
