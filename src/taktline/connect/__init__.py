"""How machines and business partners talk to us, protocol by protocol."""
