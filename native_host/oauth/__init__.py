"""Signing in, staying signed in, signing out: state machines without I/O, and one driver."""
