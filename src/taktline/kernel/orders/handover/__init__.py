"""Shift handover: one page, counted against what is booked, signed by both sides."""
