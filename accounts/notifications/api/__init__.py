"""Notifications and the choices about them, in the API."""
