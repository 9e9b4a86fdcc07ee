"""Optional engines: the rest of the package does without this folder."""
