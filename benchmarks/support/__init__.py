"""Adversarial answers: which sentences are struck, and which are kept."""
