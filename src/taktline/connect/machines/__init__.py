"""Machines: one folder per protocol, each turning what a machine says into observations."""
