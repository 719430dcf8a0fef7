"""Who is signed in, for which partner, and what may they see?

Owns: partners, users, memberships, roles, API clients and tokens.
Asks: nobody.
Announces: nothing.
Never: knows a customer, a list or a telephone number.
"""
