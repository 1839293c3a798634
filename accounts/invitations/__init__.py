"""Asking people into an organization by letter: once, for a while, bound to the address."""
