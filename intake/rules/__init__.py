"""Rules that need no database: deadlines, states, contact safety, retention."""
