"""Invitations over the API."""
