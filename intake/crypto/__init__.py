"""Sealing, keys, receipts and other cryptography. Nothing here reads or writes rows."""
