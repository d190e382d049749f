"""What an extension may ask: one file per subject."""
