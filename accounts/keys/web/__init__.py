"""The page of one's keys."""
