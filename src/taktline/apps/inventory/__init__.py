"""Inventory: receiving, moving, counting, packing and shipping goods."""
