"""Sales orders: entered, promised, planned, shipped, and how far each of them is."""
