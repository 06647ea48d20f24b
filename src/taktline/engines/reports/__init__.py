"""Reports: what leaves the system as a page - papers at exact millimetres, printed or as PDF."""
