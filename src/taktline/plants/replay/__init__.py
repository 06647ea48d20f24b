"""Recorded runs, replayed through the same doors as people and machines use."""
