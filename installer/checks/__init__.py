"""The doctor's checks: each takes the site and yields findings; doctor.py lists them."""
