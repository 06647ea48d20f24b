"""The role `connect`: keeps every enabled connection running in exactly one process."""
