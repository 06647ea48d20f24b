"""Rework: pieces done again by a route of their own, in their order or in a new one."""
