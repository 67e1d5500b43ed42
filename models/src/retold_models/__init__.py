"""Weights that Retold trained, each in a folder with its card and a manifest of hashes; no code."""
