"""The page cache: a shared HTTP cache inside each server process, in front of Django."""
