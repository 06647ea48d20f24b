"""Small programs for those who work on Taktline: environment, lock, generated pages."""
