"""What patients do: send, change and withdraw requests, and save drafts."""
