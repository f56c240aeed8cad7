"""The queue: requests in tabs, sorted by deadline."""
