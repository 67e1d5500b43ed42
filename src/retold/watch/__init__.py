"""Feeds and addresses: fetched politely and safely, told of, and kept as evidence. The only part with a network."""
