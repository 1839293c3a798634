"""`Idempotency-Key`: a request that is sent twice is done once (API-4).

`domain` says what a key is and what may be answered, `store` claims it and keeps the answer;
`craftify.api.frame` puts both around the views.
"""
