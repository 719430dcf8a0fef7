"""JSON is all there is, whatever the caller says it accepts: the contract knows no 406."""

from __future__ import annotations

from typing import Any

from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation


class JsonWhateverIsAsked(BaseContentNegotiation):
    """Parsers are chosen by content type (415 otherwise), the renderer is always the first."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type
