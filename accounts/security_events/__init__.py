"""Security events of an organization, for its administrators (docs/security.md)."""
