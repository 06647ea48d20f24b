"""Starting small: what a plant has switched on, and how its orders follow that."""
