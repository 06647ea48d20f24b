"""Taktline: production, quality, inventory and maintenance of a factory, on one ledger of facts."""

__version__ = "0.1.0"
