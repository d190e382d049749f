"""Autolab's REST API: requests, answers and pacing without I/O, and one thin HTTP adapter."""
