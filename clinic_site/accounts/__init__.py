"""Staff accounts: sign-in with two factors, sessions and throttling."""
