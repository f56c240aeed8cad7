"""What staff do with requests."""
