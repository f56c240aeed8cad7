"""Export formats. Each module turns rows into chunks of text, without access to the web or the database."""
