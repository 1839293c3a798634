"""The brand over the API."""
