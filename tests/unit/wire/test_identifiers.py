"""Names that must not be taken for one another."""

from __future__ import annotations

from native_host.wire.identifiers import Email, Origin, account_key


def test_an_account_is_one_of_its_server() -> None:
    here, there = Origin("https://a.example"), Origin("https://b.example")
    anne, bert = Email("anne@example.edu"), Email("bert@example.edu")
    assert account_key(here, anne) == "https://a.example anne@example.edu"
    assert len({account_key(server, email) for server in (here, there) for email in (anne, bert)}) == 4
