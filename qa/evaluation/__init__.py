"""How well passages are found and questions answered: data sets in, measured runs out."""
