"""The peer: list, get and create of customers as a plain service has them, over the portal's own tables.

FastAPI with Pydantic response models over SQLAlchemy's ORM, in an environment of its own (see `servers.py`). Written
to be quick: handlers run in the event loop, which spares the threads (of the ways tried the quickest on each database:
asyncpg on PostgreSQL, plain sqlite3 on SQLite, where threads and aiosqlite cost up to half as much again); relations
are loaded by one query each, Pydantic writes the JSON in one go, connections are pooled and stay open, nothing is
logged; statements are put together once, rows hold only what the documents say, and on PostgreSQL what only reads
spares the transaction. Its documents are those of our API, which the comparison checks, and it finds out who calls by
the same hash of the token. It neither screens nor keeps history, queues no work, and knows no budgets,
conditional requests or tracking ids.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import os
import re
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from sqlalchemy import create_engine, event, make_url, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, sessionmaker

from bench.api.peer import documents, statements
from bench.api.peer.tables import Customer, Package, PackageAssignment, Subject, Template

READ = "spark-admin:wholesale_customers_read"
WRITE = "spark-admin:wholesale_customers_write"

URL = make_url(os.environ["PEER_DATABASE_URL"])
JSON = {"json_serializer": lambda value: orjson.dumps(value).decode(), "json_deserializer": orjson.loads}
# More than requests at a time: nobody waits; the connection used last is the warmest.
POOL = {"pool_size": 32, "max_overflow": 0, "pool_use_lifo": True}
app = FastAPI(openapi_url=None)


class InlineSession:
    """A session on SQLite, which answers quicker than a thread could be asked; called as AsyncSession is."""

    def __init__(self, session: Session) -> None:
        self.session = session

    async def run_sync[T](self, work: Callable[..., T], *args: Any) -> T:
        return work(self.session, *args)


if URL.get_backend_name() == "sqlite":
    engine = create_engine(URL, **POOL, **JSON)
    new_session = sessionmaker(engine, expire_on_commit=False, autoflush=False)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA mmap_size = 268435456")
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
        connection.execute("PRAGMA busy_timeout = 20000")
        # A check of the portal's tables calls it.
        connection.create_function("regexp", 2, lambda pattern, text: bool(re.search(pattern, text)))

    async def session() -> AsyncIterator[InlineSession]:
        with new_session() as opened:
            yield InlineSession(opened)

    reading = writing = session  # sqlite3 begins a transaction before it writes, not before.

else:

    def _sessions_of(engine: AsyncEngine) -> Callable[[], AsyncIterator[AsyncSession]]:
        new_session = async_sessionmaker(engine, expire_on_commit=False, autoflush=False)

        async def session() -> AsyncIterator[AsyncSession]:
            async with new_session() as opened:
                yield opened

        return session

    reading = _sessions_of(
        create_async_engine(URL, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True, **POOL, **JSON)
    )
    writing = _sessions_of(create_async_engine(URL, **POOL, **JSON))


Reading = Annotated[Any, Depends(reading)]
Writing = Annotated[Any, Depends(writing)]


@dataclass(frozen=True, slots=True)
class Caller:
    user_id: uuid.UUID
    partner_id: uuid.UUID
    account_id: uuid.UUID
    scopes: frozenset[str]


async def _caller(request: Request, db: Any) -> Caller:
    scheme, _space, token = request.headers.get("authorization", "").partition(" ")
    checksum = hashlib.sha256(token.encode()).hexdigest()
    found = await db.run_sync(lambda db: db.execute(statements.TOKEN, {"checksum": checksum}).first())
    if scheme.lower() != "bearer" or found is None or _aware(found[0]) <= datetime.now(UTC):
        raise HTTPException(401, "The access token is unknown, expired or revoked.")
    _expires, scope, user_id, partner_id, parent_id = found
    return Caller(user_id, partner_id, parent_id or partner_id, frozenset(scope.split()))


async def _reader(request: Request, db: Reading) -> Caller:
    return await _caller(request, db)


async def _writer(request: Request, db: Writing) -> Caller:
    return await _caller(request, db)


Reader = Annotated[Caller, Depends(_reader)]
Writer = Annotated[Caller, Depends(_writer)]


@app.get("/v1/wholesale/customers", response_model_exclude_defaults=True)
async def list_customers(
    request: Request,
    response: Response,
    db: Reading,
    by: Reader,
    external_id: Annotated[str | None, Query(alias="externalId")] = None,
    org_id: Annotated[str | None, Query(alias="orgId")] = None,
    status: Annotated[list[str] | None, Query()] = None,
    own_organization: Annotated[bool | None, Query(alias="ownOrganization")] = None,
    size: Annotated[int, Query(alias="max", ge=1, le=100)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
    cursor: str | None = None,
) -> documents.CustomerList:
    _check(by, READ)
    wishes = {
        "external_id": external_id or None,
        "org_id": _uuid(org_id) if org_id else None,
        "status": [part for value in status for part in value.split(",")] if status else None,
        "own_organization": own_organization,
        **(_place(cursor) if cursor else {"offset": offset or None}),
    }
    filters = {name: value for name, value in wishes.items() if value is not None}
    rows, values = statements.list_by(tuple(filters)), {"partner": by.partner_id, "rows": size + 1, **filters}
    found = await db.run_sync(lambda db: db.scalars(rows, values).all())
    if len(found) > size:
        response.headers["Link"] = _next(request, found[size - 1], size, offset + size)
    return documents.CustomerList(items=[documents.Customer.of(row) for row in found[:size]])


@app.get("/v1/wholesale/customers/{customer_id}", response_model_exclude_defaults=True)
async def get_customer(
    customer_id: str, request: Request, response: Response, db: Reading, by: Reader
) -> documents.Customer:
    _check(by, READ)
    values = {"customer": _uuid(customer_id), "partner": by.partner_id}
    row = await db.run_sync(lambda db: db.scalars(statements.CUSTOMER, values).unique().first())
    if row is None:
        raise HTTPException(404, "There is no such object.")
    response.headers["Location"] = str(request.url)
    return documents.Customer.of(row)


@app.post("/v1/wholesale/customers", status_code=202)
async def create_customer(
    order: documents.NewCustomer, request: Request, response: Response, db: Writing, by: Writer
) -> documents.ResourceUrl:
    _check(by, WRITE)
    try:
        customer = await db.run_sync(_create, order, by)
    except IntegrityError:
        raise HTTPException(409, "externalId") from None
    url = f"{request.url}/{documents.opaque('ENTERPRISE', customer.id)}"
    response.headers["Location"] = url
    return documents.ResourceUrl(url=url)


def _create(db: Session, order: documents.NewCustomer, by: Caller) -> Customer:
    template = db.scalars(
        select(Template).where(
            Template.id == _uuid(order.provisioning_id),
            Template.partner_id == by.partner_id,
            Template.retired_at.is_(None),
        )
    ).first()
    if template is None:
        raise HTTPException(404, "provisioningId")
    known = select(Package.code).where(Package.code.in_(order.packages), Package.is_orderable)
    if set(db.scalars(known)) != set(order.packages):
        raise HTTPException(400, "packages")
    customer = _row_of(order, template, by)
    db.add(customer)
    db.commit()
    return customer


def _row_of(order: documents.NewCustomer, template: Template, by: Caller) -> Customer:
    at, info, address = datetime.now(UTC), order.customer_info, order.address
    limits = order.provisioning_parameters.packages.limits
    return Customer(
        partner_id=by.partner_id,
        account_partner_id=by.account_id,
        external_id=order.external_id,
        name=info.name,
        primary_email=info.primary_email.lower(),
        language=info.language or template.email_language,
        line1=address.address_line1,
        line2=address.address_line2,
        city=address.city,
        state=address.state_or_province,
        postal_code=address.zip_or_postal_code,
        country=address.country,
        template_id=template.id,
        created_at=at,
        status_changed_at=at,
        created_by_id=by.user_id,
        subject=Subject(partner_id=by.partner_id, label=info.name, created_at=at),
        assignments=[
            PackageAssignment(package_id=code, quantity=limits.get(code)) for code in order.packages
        ],
    )


def _check(by: Caller, scope: str) -> None:
    if scope not in by.scopes:
        raise HTTPException(401, f"The access token lacks the scope {scope}.")


def _uuid(text: str) -> uuid.UUID:
    try:
        return documents.uuid_of(text)
    except ValueError:
        raise HTTPException(404, "There is no such object.") from None


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _place(cursor: str) -> dict[str, Any]:
    at, _bar, key = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
    return {"after_at": datetime.fromisoformat(at), "after_id": uuid.UUID(key)}


def _next(request: Request, last: Customer, size: int, offset: int) -> str:
    place = f"{_aware(last.created_at).isoformat()}|{last.id}"
    cursor = base64.urlsafe_b64encode(place.encode()).rstrip(b"=").decode()
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in _PAGING]
    query = urlencode([*kept, ("max", size), ("offset", offset), ("cursor", cursor)])
    return f'<{request.url.replace(query=query)}>; rel="next"'


_PAGING = ("max", "offset", "cursor")

# As in the portal: what is loaded stays, and the collector looks less often.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
