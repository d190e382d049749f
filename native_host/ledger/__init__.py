"""What we know and what we did: the sealed cache of server answers, the journal and its receipts."""
