"""Makes an API token from the shell."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerhub.accounts.models import Membership, Partner, User
from partnerhub.accounts.roles import Role
from partnerhub.api import tokens
from partnerhub.clock import now
from partnerhub.errors import DomainError


class Command(BaseCommand):
    help = "Print a new API token and nothing else. It can be read this once: only its hash is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--client", default="command line", help="name of the API client; made if new")
        parser.add_argument("--partner", metavar="SLUG", help="the partner that the client acts for")
        parser.add_argument(
            "--user", metavar="EMAIL", help="the client's owner (a partner's first admin if absent)"
        )
        parser.add_argument("--scopes", default="all", help="“all”, or scope names with commas between")

    def handle(self, *args: Any, **options: Any) -> None:
        partner = _partner(options["partner"])
        owner = _owner(options["user"], partner)
        if partner is None and owner.current_memberships:
            partner = owner.current_memberships[0].partner
        try:
            client = tokens.client_for(
                name=options["client"], owner=owner, partner=partner, is_personal=bool(options["user"])
            )
            text = tokens.issue(client, scopes=options["scopes"].split(","), by=owner, at=now())
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text)


def _partner(slug: str | None) -> Partner | None:
    if slug is None:
        return None
    partner = Partner.objects.filter(slug=slug).first()
    if partner is None:
        raise CommandError(f"There is no partner “{slug}”.")
    return partner


def _owner(email: str | None, partner: Partner | None) -> User:
    if email:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"There is no user “{email}”.")
        return user
    if partner is None:
        raise CommandError("Name --partner SLUG or --user EMAIL.")
    admin = Membership.objects.filter(partner=partner, role=Role.FULL).select_related("user").first()
    if admin is None:
        raise CommandError(f"Partner “{partner.slug}” has no partner admin: name one with --user.")
    return admin.user
