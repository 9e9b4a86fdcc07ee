"""Who may come in where others can reach the page: their names, their passwords and tokens, and lock-out."""
