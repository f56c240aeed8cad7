"""What staff do with a request between calls: claim, note, link, hold, close and delete it."""
