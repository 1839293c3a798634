"""Who belongs to an organization, as what, and until when."""
