"""The server's list as operations have it, and what it says of itself."""

from __future__ import annotations

from native_host.submission.listing import NO_LISTING, Listing, Seen


def test_each_line_has_its_version_its_moment_and_its_name() -> None:
    lines = [
        {"version": 2, "created_at": "2027-01-15T03:00:00.000-05:00", "filename": "2_mm.c"},
        {"version": 1, "created_at": "yesterday", "filename": None},
    ]
    listing = Listing.of(lines, 1_800_000_060.0)
    assert listing.lines == (Seen(2, 1_800_000_000.0, "2_mm.c"), Seen(1, None, None))
    assert listing.at == 1_800_000_060.0
    assert (listing.newest, listing.newest_at) == (2, 1_800_000_000.0)


def test_a_list_of_nothing() -> None:
    assert Listing.of([]) == NO_LISTING
    assert (NO_LISTING.newest, NO_LISTING.newest_at, NO_LISTING.at) == (0, None, None)
