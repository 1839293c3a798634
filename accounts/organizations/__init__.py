"""Founding an organization, and what it demands of everybody in it."""
