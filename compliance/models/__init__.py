"""Rows of compliance: lists and their parties, subjects, screenings with their evidence, and review cases."""

from compliance.models.clearance import Clearance
from compliance.models.cleared_pair import ClearedPair
from compliance.models.correspondence import CaseNote, Inquiry
from compliance.models.hold import ScreeningHold
from compliance.models.notice import Notice, SelfTest
from compliance.models.reason_code import ReasonCode
from compliance.models.restricted_list import (
    ListVersion,
    Publication,
    RestrictedList,
    RestrictedParty,
    SourceList,
)
from compliance.models.review_case import ReviewCase
from compliance.models.screening import CaseMatch, PotentialMatch, Screening
from compliance.models.settings import ScreeningSettings
from compliance.models.subject import Subject

__all__ = [
    "CaseMatch",
    "CaseNote",
    "Clearance",
    "ClearedPair",
    "Inquiry",
    "ListVersion",
    "Notice",
    "PotentialMatch",
    "Publication",
    "ReasonCode",
    "RestrictedList",
    "RestrictedParty",
    "ReviewCase",
    "Screening",
    "ScreeningHold",
    "ScreeningSettings",
    "SelfTest",
    "SourceList",
    "Subject",
]
