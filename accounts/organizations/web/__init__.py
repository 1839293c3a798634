"""The pages of an organization: its settings, and founding one."""
