"""Sizes of what is handed in."""

PART = 524_288
"""Raw bytes of one upload part: base64 and envelope stay below a frame."""
LARGEST_FILE = 268_435_456
"""Bytes of the largest file handed in; Autolab's own default limit is 2 MiB, big courses set up to 100."""
