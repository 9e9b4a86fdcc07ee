"""Which library finds the sentences of news best, and how fast."""
