"""Business partners and laboratories: one folder per format, each giving drafts and results."""
