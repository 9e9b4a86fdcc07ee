"""Footnote's search inside other libraries: a file each, for those who have them installed."""
