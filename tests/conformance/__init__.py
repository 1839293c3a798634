"""The embedded engine beside another implementation of DynamoDB."""
