"""The words of telephony: where a country belongs, who pays for a call, why a number was chosen."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Location(models.TextChoices):
    """The five locations of Table 1 (M21)."""

    AMER = "AMER", _("AMER (Americas)")
    APAC = "APAC", _("APAC (Asia)")
    ANZ = "ANZ", _("ANZ (Australia, New Zealand, Pacific)")
    EMEA = "EMEA", _("EMEA (United Kingdom, Middle East, Africa, other Europe)")
    EURO = "EURO", _("EURO (European Union and continental Europe)")


class Region(models.TextChoices):
    """Where the bridge of a telephony domain stands."""

    US = "US", _("United States")
    EMEA = "EMEA", _("Europe, Middle East and Africa")
    APAC = "APAC", _("Asia Pacific")


class TollType(models.TextChoices):
    """Who pays for the call. The values are those of the wholesale API."""

    TOLL = "toll", _("Toll")
    TOLL_FREE = "tollFree", _("Toll-free")


class CallType(models.TextChoices):
    """Whether the number is meant for callers in the country only."""

    DOMESTIC = "domestic", _("Domestic")
    INTERNATIONAL = "international", _("International")


class Prefer(models.TextChoices):
    """What "first available" means in a domain; `order` is the rule to the letter."""

    ORDER = "order", _("The first number in order")
    TOLL_FIRST = "toll_first", _("The first toll number, else the first number")


class Basis(models.TextChoices):
    """How sure we are that a country belongs to its location."""

    STATED = "stated", _("Stated by the offer")
    DERIVED = "derived", _("Derived from stated facts")
    JUDGEMENT = "judgement", _("Our judgement")


class Reason(models.TextChoices):
    """Why these numbers: the country's own, its location's default, or none was found."""

    DOMAIN_COUNTRY = "domain_country", _("The domain has a number for the country")
    LOCATION_DEFAULT = "location_default", _("Default of the country's location")
    UNRESOLVED = "unresolved", _("No number could be found")


class TraceStep(models.TextChoices):
    """One step of the way to the numbers; `telephony.trace` has the sentences."""

    DOMAIN = "domain"
    NO_DOMAIN = "no_domain"
    DOMAIN_INACTIVE = "domain_inactive"
    COUNTRY_HAS = "country_has"
    COUNTRY_HAS_NONE = "country_has_none"
    COUNTRY_UNAVAILABLE = "country_unavailable"
    LOCATION = "location"
    NO_LOCATION = "no_location"
    DEFAULT_HAS = "default_has"
    DEFAULT_HAS_NONE = "default_has_none"
    DEFAULT_UNAVAILABLE = "default_unavailable"
    TOLL_PREFERRED = "toll_preferred"
    FALLBACK_NUMBER = "fallback_number"
    NO_FALLBACK_NUMBER = "no_fallback_number"
    SECOND_NUMBER = "second_number"
    NO_SECOND_NUMBER = "no_second_number"
    NONE_CHOSEN = "none_chosen"
