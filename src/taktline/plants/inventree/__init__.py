"""Takes over an InvenTree export: parts, bills, locations, stock, companies and builds."""
