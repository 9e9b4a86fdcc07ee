"""Question and passage read together by a small model: where the answer stands, and whether it does."""
