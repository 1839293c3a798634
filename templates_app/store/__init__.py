"""Reads and writes of the templates' tables, one module a table."""
