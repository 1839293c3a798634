"""Craftify Email: the frame."""

__version__ = "0.1.0"
