"""Lending goods between orders and departments: who owes whom how much, until when."""
