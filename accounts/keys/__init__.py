"""Long-lived keys with which programs use the API in the name of a member (SEC-12)."""
