"""The bodies that customers' endpoints take, in the contract's words (wholesale-api.md 2.3-2.5)."""

from __future__ import annotations

from partnerhub.api.shapes import Kind, ListOf, MapOf, Number, Shape, Text

QUANTITY = Number(least=1, most=1_000_000, about="The most that may be assigned.")

ADDRESS = Shape(
    {
        "addressLine1": Text("At most 50 characters.", "771 Alder Drive", longest=50),
        "addressLine2": Text("At most 50 characters.", "Cisco Site 5", longest=50),
        "city": Text("", "Milpitas"),
        "stateOrProvince": Text("Where the country needs it.", "CA"),
        "zipOrPostalCode": Text("Where the country needs it.", "95035"),
        "country": Text("ISO 3166-1 alpha-2, two capital letters.", "US"),
    },
    required=("addressLine1", "city", "country"),
    about="A postal address. The country becomes that of the customer's organization.",
)

CUSTOMER_INFO: dict[str, Kind] = {
    "name": Text("Must not contain %.", "John's Pizza"),
    "primaryEmail": Text("Becomes the first administrator.", "john.anderson@acme.com"),
    "firstName": Text("The first administrator's; screened where given."),
    "lastName": Text("The first administrator's; screened where given."),
    "language": Text("ISO 639-1, with or without a country.", "en"),
}

LOCATION = Shape(
    {
        "name": Text("", "Head Office"),
        "address": ADDRESS,
        "timezone": Text("An IANA time zone.", "America/Los_Angeles"),
        "language": Text("Of e-mails and announcements.", "en_us"),
        "emergencyLocationIdentifier": Text("SIP header of emergency calls.", "95547321"),
    },
    required=("name", "address", "timezone", "language"),
)

PROVISIONING_PARAMETERS = Shape(
    {
        "calling": Shape({"location": LOCATION}, required=("location",)),
        "meetings": Shape({"timezone": Text("An IANA time zone.", "America/Los_Angeles")}),
        "packages": Shape({"limits": MapOf(QUANTITY, about="Package → the most that may be assigned.")}),
    }
)

_ORDER: dict[str, Kind] = {
    "provisioningId": Text("The id of an onboarding template."),
    "packages": ListOf(Text("", "webex_calling"), about="The complete list of packages and add-ons."),
    "orgId": Text("An existing organization to attach to."),
    "externalId": Text("Your own id of the customer."),
    "address": ADDRESS,
    "provisioningParameters": PROVISIONING_PARAMETERS,
}

CREATE = Shape(
    {
        **_ORDER,
        "customerInfo": Shape(CUSTOMER_INFO, required=("name", "primaryEmail")),
        "subPartnerAdminEmail": Text("Admin of the sub-partner's organization."),
    },
    required=("provisioningId", "packages", "externalId", "address"),
    about="A new customer.",
)

PRECHECK = Shape(
    {**_ORDER, "customerInfo": Shape(CUSTOMER_INFO, required=("primaryEmail",))},
    required=("address",),
    about="A new customer, in part or in full.",
)

UPDATE = Shape(
    {
        "packages": ListOf(Text("", "webex_calling"), about="Complete: what is left out is removed."),
        "externalId": Text("Your own id of the customer."),
        "address": ADDRESS,
        "provisioningParameters": PROVISIONING_PARAMETERS,
        "subPartnerAdminEmail": Text("Admin of the sub-partner's organization."),
    },
    required=("packages",),
    about="A change of a customer.",
)

ANSWER = Shape({"answer": Text("The answer to the question of the RPL team.")}, required=("answer",))

OVERRIDE = Shape(
    {"numbers": ListOf(Text("An E.164 number of the telephony domain.", "+442079460958"), longest=2)},
    required=("numbers",),
)
