"""The four kinds of operations and what they move: resources, ledger, states, orders."""
