"""Chunks in, hits out: encoding, storing and searching."""
