"""Engines: the four shapes of a stage, run on one machine or on many."""
