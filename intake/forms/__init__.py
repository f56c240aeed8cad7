"""The forms that patients fill in."""
