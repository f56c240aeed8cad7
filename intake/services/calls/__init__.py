"""Calls: who is called next, and what came of it."""
