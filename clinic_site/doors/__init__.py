"""The doors of the staff side: signing in with two factors, sessions, lock-out, accounts."""
