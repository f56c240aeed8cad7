"""The staff side, in the Django admin."""
