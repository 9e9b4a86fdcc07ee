"""How fast Footnote is beside what one would use instead; every figure is a ratio taken in one run."""
