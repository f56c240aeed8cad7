"""Full-text search over the pages."""
