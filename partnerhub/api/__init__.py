"""What every API endpoint shares: tokens, the error shape, ids, paging, tracking ids.

Owns: how HTTP looks.
Asks: accounts (who calls), audit (to record).
Announces: nothing.
Never: knows what an endpoint is about.
"""
