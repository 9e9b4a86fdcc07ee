"""What the README claims, measured: each folder a script and its results."""
