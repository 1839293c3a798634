"""A Django database backend that holds no data.

Parts of Django ask for `transaction.atomic()` whether or not they store anything; with
`DATABASES = {}` each of those calls fails. This backend lets blocks begin and end (callbacks of
`on_commit` run after the outermost, and are dropped with an exception) and refuses every query. It
gives no rollback: transactions of this product are `craftify.dynamo.transact`.
"""
