"""Who opens a request, finds it, or has it open; each opening is recorded."""
