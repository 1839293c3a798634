"""Members over the API."""
