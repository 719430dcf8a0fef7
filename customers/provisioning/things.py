"""Everything that is set up for a customer, in its order."""

from customers.enums import StepKind
from customers.provisioning.entitlements import LocationThing, PackageThing
from customers.provisioning.organization import OrganizationThing, RemovalThing, ServicesThing
from customers.provisioning.people import AdministratorThing, SubscriberThing
from customers.provisioning.requests import Thing
from customers.provisioning.site import MeetingSiteThing

THINGS: dict[StepKind, Thing] = {
    thing.kind: thing
    for thing in (
        OrganizationThing(),
        ServicesThing(),
        MeetingSiteThing(),
        PackageThing(),
        LocationThing(),
        AdministratorThing(),
        SubscriberThing(),
        RemovalThing(),
    )
}
