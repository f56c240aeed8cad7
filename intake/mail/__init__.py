"""The outbox and the email it sends."""
