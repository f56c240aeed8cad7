"""Settings, FAQ, outbox and audit trail in the admin."""
