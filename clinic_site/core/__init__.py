"""Helpers that every app may import. They import nothing else from the site."""
