"""What the outbox gave up, for those who can mend the reason and have it tried again."""
