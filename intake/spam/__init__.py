"""Signals of automated requests, and rate limits."""
