"""The state of every assessment of a course: how it is computed, kept, refreshed and polled for."""
