"""How good whole answers are, and whether their confidence can be trusted."""
