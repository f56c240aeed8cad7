"""Database triggers that protect the audit trail and the retention period."""
