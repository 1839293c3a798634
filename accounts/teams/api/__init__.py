"""Teams over the API."""
