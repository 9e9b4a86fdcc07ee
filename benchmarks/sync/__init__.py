"""How long a sync takes, the first time and when nothing changed."""
