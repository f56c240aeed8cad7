"""Conversion of the Markdown of pages to HTML."""
