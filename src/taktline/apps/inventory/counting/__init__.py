"""Cycle counting: who counts what how often, blind, twice where it must be, then approved."""
