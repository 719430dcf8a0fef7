"""The words of a domain's history. Pages make them from action names; here translators find them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("Call in number added"),
    _("Call in number changed"),
    _("Call in number deactivated"),
    _("Call in number hidden"),
    _("Call in number made default"),
    _("Call in number moved"),
    _("Call in number removed"),
    _("Call in number restored"),
    _("Telephony domain activated"),
    _("Telephony domain changed"),
    _("Telephony domain deactivated"),
    _("Telephony domain imported"),
    _("Telephony domain made default"),
    _("Telephony domain opened"),
    _("Telephony domain removed"),
)

FIELDS = (
    _("Access number"),
    _("Active"),
    _("Added"),
    _("Backup bridge"),
    _("Call type"),
    _("Countries"),
    _("Default"),
    _("Display"),
    _("Hidden"),
    _("In global list"),
    _("Inferred toll type"),
    _("Label"),
    _("Name"),
    _("Note"),
    _("Number"),
    _("Order"),
    _("Partner"),
    _("Prefer"),
    _("Primary bridge"),
    _("Region"),
    _("Removed"),
    _("Replacement"),
    _("Rows"),
    _("Sites"),
    _("Sites changed"),
    _("Toll type"),
    _("Web domain"),
)

VALUES = (
    _("Domestic"),
    _("International"),
    _("Order"),
    _("Toll"),
    _("Toll first"),
)
