"""The page of the brand."""
