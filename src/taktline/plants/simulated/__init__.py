"""Simulated plants: machines on real lines, people at the API, faults by a script, the truth."""
