"""Reading the audit trail: what happened, by whom, and what must not be overlooked."""
