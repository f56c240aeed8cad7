"""The queue and the page of one request."""
