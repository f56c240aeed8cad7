"""Error pages, the middleware that shows them, and the security log."""
