"""Other libraries' documented retrieval pipelines, made to answer as ours does."""
