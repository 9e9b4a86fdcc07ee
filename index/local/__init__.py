"""The embedded store: SQLite as the one source of truth, FAISS and tantivy made from it."""
