"""The page behind the link in a consent mail: for a person without an account here, so the link itself is the key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from customers import consent, subscribers
from customers.consent import LinkExpired
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.web.guards import public
from partnerhub.clock import now


@public
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """Asked on GET, so that a mail program that opens links agrees to nothing; done on POST."""
    try:
        subscriber = consent.subscriber_of(token)
        if request.method == "POST":
            subscribers.consent(subscriber, by=job_user("consent"), at=now())
    except LinkExpired as gone:
        return render(request, "customers/consent.html", {"problem": gone.message}, status=404)
    return render(
        request, "customers/consent.html", {"subscriber": subscriber, "done": request.method == "POST"}
    )
