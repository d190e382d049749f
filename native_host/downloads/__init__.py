"""Saving what a server hands out into the user's own download folder, under names that can do no harm."""
