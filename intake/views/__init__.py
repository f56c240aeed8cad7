"""The pages of intake."""

from intake.views.callback import callback, receipt
from intake.views.faq import faq

__all__ = ["callback", "faq", "receipt"]
