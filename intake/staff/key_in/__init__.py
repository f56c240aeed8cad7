"""Entering a request that arrived by phone, on paper or in person."""
