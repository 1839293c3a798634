"""What attacks look like (SEC-8): recognized and recorded, never refused.

A guess must not keep anybody from their work, and what is recognized must be harmless anyway. So
this only writes security events; whoever guesses tells by them where to look.
"""

from craftify.security.patterns.reading import LONGEST, kinds_in

__all__ = ["LONGEST", "kinds_in"]
