"""Being signed in: sessions, passwords, second factors, tokens and keys."""
