"""Reading question and passage together."""
