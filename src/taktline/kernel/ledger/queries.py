"""Reading the ledger: what is where, what moved, where a lot came from and went."""

QUERIES = ()
