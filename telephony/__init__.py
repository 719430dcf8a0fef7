"""Which number does a country dial?

Owns: telephony domains and their call-in numbers, the locations' defaults, the country-to-location table.
Asks: accounts (whose domain, who may edit), audit (history).
Announces: nothing; who uses a number tells us (`telephony.usage`).
Never: knows a customer or a list.
"""
