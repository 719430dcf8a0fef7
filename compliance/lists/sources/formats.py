"""Which formats can be taken in, and which one is a given file in?"""

from __future__ import annotations

from collections.abc import Sequence

from compliance.lists.sources.base import ListFile, Source
from compliance.lists.sources.bis_export import BisExport
from compliance.lists.sources.bis_text import BisText
from compliance.lists.sources.consolidated_csv import ConsolidatedCsv
from compliance.lists.sources.consolidated_json import ConsolidatedJson
from compliance.lists.sources.ofac_enhanced import OfacEnhanced
from compliance.lists.sources.ofac_legacy import OfacLegacy
from compliance.lists.sources.opensanctions import OpenSanctionsCsv, OpenSanctionsJson
from compliance.lists.sources.simple_csv import SimpleCsv
from compliance.lists.sources.un_xml import UnXml

AUTO = "auto"
SOURCES: tuple[Source, ...] = (
    ConsolidatedCsv(),
    ConsolidatedJson(),
    BisText(),
    BisExport(),
    OfacLegacy(),
    OfacEnhanced(),
    UnXml(),
    OpenSanctionsCsv(),
    OpenSanctionsJson(),
    SimpleCsv(),
)


def source_named(slug: str) -> Source | None:
    """The adaptor of this name, if there is one."""
    return next((source for source in SOURCES if source.slug == slug), None)


def recognise(files: Sequence[ListFile]) -> Source | None:
    """The adaptor that knows files which begin like these."""
    heads = [(file.head(), file.name) for file in files]
    return next((source for source in SOURCES if any(source.sniff(*head) for head in heads)), None)


def own_files(source: Source, files: Sequence[ListFile]) -> list[ListFile]:
    """The files that belong to the format, without a read-me beside them; all, where none looks like it.

    All, because the adaptor then says on which line and how a file differs from what it expects.
    """
    return [file for file in files if source.sniff(file.head(), file.name)] or list(files)
