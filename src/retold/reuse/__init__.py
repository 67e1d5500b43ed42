"""Copies: shared passages, who probably copied from whom, and what each copy changed."""
