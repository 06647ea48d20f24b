"""Seed plants: a document each says what is there, and what a month of orders looks like."""
