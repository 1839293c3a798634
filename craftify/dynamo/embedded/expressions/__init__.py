"""DynamoDB's expression language: parsed once per text, evaluated with names and values."""
