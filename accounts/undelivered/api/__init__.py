"""What could not be delivered, in the API."""
