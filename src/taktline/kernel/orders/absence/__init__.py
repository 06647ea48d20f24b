"""Inspection when the inspector is absent: wait, let the lead judge, or go on at risk."""
