"""Authorization code grant, refresh, revocation, as Doorkeeper does them on the measured server."""
