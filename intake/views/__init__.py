"""The views of the public pages of intake."""
