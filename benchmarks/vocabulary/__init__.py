"""The vocabulary that ships: how it is trained, and how it measures up to wordpieces."""
