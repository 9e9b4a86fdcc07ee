"""How the sentences of an answer are chosen: training and measuring."""
