"""Partners are told, not polled (B3): what `customers.announcements` noted is sent, signed, to the webhooks that want it.

    announcements (outbox) > fan_out: a delivery for each webhook that wants it
                           > delivery: claimed, posted to a checked address, outcome recorded, later tried again

A delivery arrives at least once, and those of one customer in their order. Nothing is posted inside a transaction.
"""
