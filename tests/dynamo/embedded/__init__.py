"""The embedded engine: what it answers, keeps and survives."""
