"""What the platform has to do for a customer: steps as rows, each done once, one after the other.

`start` has them written down and worked off; `customers.lifecycle` calls it with every status that means
work. `customers.provisioning.worker` works them off and reports back to the lifecycle; it is therefore not
imported here.
"""

from customers.provisioning.steps import renew, start, start_subscriber

__all__ = ["renew", "start", "start_subscriber"]
