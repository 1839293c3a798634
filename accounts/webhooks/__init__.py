"""Webhooks of an organization: what happens here, told to its other systems (API-6)."""
