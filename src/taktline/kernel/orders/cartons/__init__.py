"""Cartons: the remainders of several orders packed together by rule, and re-boxed with history."""
