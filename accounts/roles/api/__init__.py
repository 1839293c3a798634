"""Roles over the API."""
