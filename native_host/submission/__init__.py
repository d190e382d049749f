"""Handing in a file at most once: questions first, one POST, and reconciling what is in doubt."""
