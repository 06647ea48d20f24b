"""Who somebody is and what they may do: people, rights, sign-in, keys, terminals, tenants."""
