"""Data folders as each release has left them; tests/contract/test_released_data.py opens them."""
