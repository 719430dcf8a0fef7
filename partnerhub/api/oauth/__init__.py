"""OAuth 2 for programs: consent, tokens, revocation (wholesale-api.md section 8).

The library decides what the protocol asks; here stands what is ours: who may act for whom, in which scopes, what
is written into the history, and how a failure looks.
"""
