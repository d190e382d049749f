"""Secrets at rest: key custody, sealed records, locks between processes. `vault.Vault` is the way in."""
