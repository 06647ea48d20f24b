"""Inspection: what was measured, what was decided, and what that does to goods and work."""
