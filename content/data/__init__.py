"""Data files that pages use, and the modules that load and validate them."""
