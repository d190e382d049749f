"""Secrets at rest: the key store and its backends, sealed records, locks between processes.

`vault.Vault` is the way in:

    vault.write("session:https://autolab.example.edu", {"access": "…"})  # sealed, on disk when it returns
    vault.read("session:https://autolab.example.edu")  # the same, in any process; None if there is none
    with vault.lock("session:https://autolab.example.edu"): ...  # no other process or thread
"""
