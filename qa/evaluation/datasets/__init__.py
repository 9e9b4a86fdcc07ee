"""Data sets of questions, one module a format."""
