"""One run: the same rows, the same requests, both services in turns."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from bench import many_customers
from bench.api import servers
from bench.api.load import Call, Client
from bench.api.servers import Server
from bench.portal import CUSTOMERS, make_template, make_token, open_portal, order_of
from customers.models import Customer
from partnerhub.api import ids

# A round is one batch of one kind of request to one service; the services take turns.
ROUNDS = 3
Calls = Callable[[], Iterator[Call]]


@dataclass(slots=True)
class Measured:
    """What one service did for one kind of request."""

    calls: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    @property
    def per_second(self) -> float:
        """Requests per second of the clock."""
        return self.calls / self.wall

    @property
    def milliseconds(self) -> float:
        """CPU of the server's processes per request."""
        return self.cpu / self.calls * 1000


@dataclass(slots=True)
class Service:
    """A running service and its one client."""

    server: Server
    client: Client
    measured: Measured = field(default_factory=Measured)

    def measure(self, calls: Iterator[Call], *, count: int, concurrency: int) -> None:
        """A batch."""
        busy = self.server.cpu_seconds()
        self.measured.wall += self.client.run(calls, count=count, concurrency=concurrency)
        self.measured.cpu += self.server.cpu_seconds() - busy
        self.measured.calls += count


def run(
    *, customers: int, peers_url: str, port: int, workers: int, concurrency: int, csl: Path | None
) -> None:
    """Fill, compare the documents, measure, print."""
    alice = open_portal(csl)
    template, token = make_template(alice), make_token(alice)
    many_customers.fill(alice, template, customers)
    print(f"{connection.vendor}, {customers:,} customers, {workers} process(es), concurrency {concurrency}")
    keys = random.Random(7).sample(list(Customer.objects.values_list("pk", flat=True)), min(customers, 5000))
    connection.close()
    orders = itertools.count(1)
    kinds: dict[str, tuple[int, Calls]] = {
        "list of 100": (60, lambda: itertools.repeat(Call("GET", f"{CUSTOMERS}?max=100", 200))),
        "list of 100, one status": (
            150, lambda: itertools.repeat(Call("GET", f"{CUSTOMERS}?max=100&status=provisioned", 200)),
        ),
        "get": (300, lambda: (_get(key) for key in itertools.cycle(keys))),
        "create": (60, lambda: (_post(template.provisioning_id, number) for number in orders)),
    }  # fmt: skip
    with ExitStack() as stack:
        ours = stack.enter_context(servers.ours(port, workers=workers))
        peer = stack.enter_context(servers.peer(port + 1, workers=workers, database_url=peers_url))
        clients = Client(ours.port, token), Client(peer.port, token)
        _compare(*clients, keys[:20])
        print(f"{'':24} {'ours':>18} {'peer':>18} {'ratio':>15}")
        print(f"{'':24}{'req/s    CPU ms':>19}{'req/s    CPU ms':>19}{'req/s     CPU':>16}")
        for name, (batch, calls) in kinds.items():
            services = [Service(ours, clients[0]), Service(peer, clients[1])]
            for number in range(ROUNDS + 1):
                for service in services:
                    if number == 1:
                        service.measured = Measured()  # The first round was to warm up.
                    service.measure(calls(), count=batch, concurrency=concurrency)
            _print(name, services[0].measured, services[1].measured)


def _get(key: object) -> Call:
    return Call("GET", f"{CUSTOMERS}/{ids.encode('ENTERPRISE', key)}", 200)


def _post(provisioning_id: str, number: int) -> Call:
    return Call("POST", CUSTOMERS, 202, order_of(provisioning_id, number))


def _compare(ours: Client, peer: Client, keys: list[object]) -> None:
    """The same documents, or there is nothing to compare."""
    page = f"{CUSTOMERS}?max=100"
    calls = [Call("GET", page, 200), Call("GET", f"{page}&status=provisioned&offset=300", 200)]
    for call in [*calls, *map(_get, keys)]:
        (_headers, mine), (_theirs, theirs) = ours.ask(call), peer.ask(call)
        if mine != theirs:
            raise SystemExit(f"{call.path}: the documents differ\n{mine!s:.2000}\n{theirs!s:.2000}")


def _print(name: str, ours: Measured, peer: Measured) -> None:
    print(
        f"{name:24} {ours.per_second:8.0f} {ours.milliseconds:9.2f} {peer.per_second:8.0f} "
        f"{peer.milliseconds:9.2f} {ours.per_second / peer.per_second:7.2f} "
        f"{peer.milliseconds / ours.milliseconds:7.2f}",
        flush=True,
    )
