"""Connections to machines: what is configured, who runs each one, how it stands."""
