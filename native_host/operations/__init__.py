"""What an extension may ask: one file per subject, one index of scopes and callers."""
