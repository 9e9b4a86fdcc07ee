"""Text in, chunks out: loading articles, finding their sentences, cutting them into chunks."""
