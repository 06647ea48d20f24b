"""Recorded runs, replayed through the same doors as people and machines use.

Modules: `mapping` (how files are read), `recordings` and `reports` (what is in them), `orders`,
`machines`, `inspections` (what they become), `judgement` and `result` (what comes out), `tables`
(how it is printed), `states` (days of logs), `run` (one replay from beginning to end).
"""
