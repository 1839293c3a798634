"""Reads and writes of the tables of signing in, a module a table."""
