"""Calling addresses that customers name, without being led anywhere else (API-6).

`targets` reads an address, `addresses` says which networks may be reached, `sender` calls, and
`signing` lets the receiver know that it was us. None of them knows what is told.
"""
