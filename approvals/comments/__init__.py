"""What people say about a template under review: threads on a place of it, with comments.

Threads belong to the template: they survive new versions, and are found again by the block and the
words that they were about (`placing`).
"""
