"""The notification centre, the bell, and the page of choices."""
