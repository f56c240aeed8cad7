"""Helpers that every app may import; they import nothing else from the site."""
