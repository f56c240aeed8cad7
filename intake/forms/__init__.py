"""The forms that patients fill in."""

from intake.forms.callback import CallbackForm

__all__ = ["CallbackForm"]
