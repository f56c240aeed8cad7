"""Background jobs, run by the worker and by management commands."""
