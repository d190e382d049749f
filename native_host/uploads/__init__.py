"""Files on their way in from the page: in parts, bounded, and never on the disk under a name."""
