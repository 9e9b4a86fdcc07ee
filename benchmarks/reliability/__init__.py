"""What Footnote bears, tried for long: faults, load and hostile input."""
