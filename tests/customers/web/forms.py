"""What people type into the forms."""

from itertools import count

_numbers = count(1)


def filled(onboarding_template, /, **changed):
    """A valid order of meetings; `None` takes a field out."""
    values = {
        "template": onboarding_template.provisioning_id,
        "name": "Contoso Bakery",
        "external_id": f"form-{next(_numbers)}",
        "primary_email": "dana@contoso.example",
        "country": "IL",
        "line1": "12 Ha-Yarkon St",
        "city": "Tel Aviv",
        "postal_code": "6343112",
        "package_webex_meetings": "on",
        "quantity_webex_meetings": "25",
        "meetings_timezone": "Asia/Jerusalem",
        "do": "create",
    }
    return {name: value for name, value in (values | changed).items() if value is not None}


LOCATION = {
    "location_name": "Headquarters",
    "location_country": "IL",
    "location_line1": "12 Ha-Yarkon St",
    "location_city": "Tel Aviv",
    "location_timezone": "Asia/Jerusalem",
    "location_language": "en",
}
