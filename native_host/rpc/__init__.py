"""What every operation is made of: its parameters, its route, its answer from the cache, its notifications."""
