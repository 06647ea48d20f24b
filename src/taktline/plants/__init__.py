"""Recorded, simulated and seeded plants that speak only through the door."""
