"""The staff side, in Django's admin."""
