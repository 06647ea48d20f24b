"""Saved views: how somebody looks at the records of one kind; own, of a role, or everybody's."""
