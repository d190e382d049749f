"""The package for Debian: what lays it out, and what dpkg is told."""
