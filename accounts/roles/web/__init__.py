"""The permission matrix, and the form of a role."""
