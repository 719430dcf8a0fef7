"""May we serve this subject?

Owns: subjects, restricted-party lists, screenings, potential matches, review cases.
Asks: accounts (who decides), audit (to record).
Announces: verdict_changed, when an answer comes later than the question; inquiry_changed, when a partner is asked.
Never: has heard of a customer.
"""
