"""What people are told: their notifications, and what they want to be told of, where and when."""
