"""The audit trail: writing it and verifying it."""
