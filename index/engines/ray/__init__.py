"""Passages read by the machines of a Ray cluster: see `index.engines.ray.encoder`."""
