"""Organizations over the API."""
