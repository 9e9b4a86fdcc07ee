"""How well the passages are found: data sets in, measured runs out."""
