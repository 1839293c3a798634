"""The organization's colours, fonts and postal address, for whoever designs its emails."""
