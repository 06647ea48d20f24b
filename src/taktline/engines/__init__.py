"""What runs the designed documents: forms, flows, rules, reports."""
