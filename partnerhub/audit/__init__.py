"""What happened, who did it, when.

Owns: the append-only history and its seals.
Asks: accounts (who acted).
Announces: nothing.
Never: has a foreign key to the row it tells of; history outlives it.
"""
