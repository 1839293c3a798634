"""What attackers send, of our own writing: markup that runs, and probes of parsers and stores."""
