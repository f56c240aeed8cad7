"""Exporting requests."""
