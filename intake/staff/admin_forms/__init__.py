"""Forms of the admin that lose nothing: at the end of a session, or when two people edit the same row."""
