"""One run: the same rows, the same requests, both services in turns."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from django.db import connection

from bench import many_customers
from bench.api import numbers, servers
from bench.api.load import Call, Client
from bench.api.servers import Server
from bench.portal import CUSTOMERS, make_template, make_token, open_portal, order_of
from customers.models import Customer
from partnerhub.api import ids

# Requests of a kind in one round, to one service.
BATCHES = {"list of 100": 120, "list of 100, one status": 120, "get": 600, "create": 120}
PAGES = 50  # Of the list, asked for in turn.


@dataclass(slots=True)
class Measured:
    """What one service did for one kind of request: a figure of each round."""

    per_second: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)  # CPU of the server's processes per request.

    def __str__(self) -> str:
        spread = f"({min(self.milliseconds):.2f}-{max(self.milliseconds):.2f})"
        return f"{median(self.per_second):7.0f} {median(self.milliseconds):8.2f} {spread:13}"


@dataclass(frozen=True, slots=True)
class Service:
    """A running service, its one client, and what is asked of it: each kind of request without an end."""

    server: Server
    client: Client
    kinds: dict[str, Iterator[Call]]

    def measure(self, kind: str, *, count: int, concurrency: int) -> tuple[float, float]:
        """A batch: requests per second of the clock, and milliseconds of CPU per request."""
        busy = self.server.cpu_seconds()
        wall = self.client.run(self.kinds[kind], count=count, concurrency=concurrency)
        return count / wall, (self.server.cpu_seconds() - busy) / count * 1000


def run(
    *,
    customers: int,
    peers_url: str,
    port: int,
    workers: int,
    concurrency: int,
    rounds: int,
    csl: Path | None,
) -> None:
    """Fill, compare the documents, measure, print."""
    alice = open_portal(csl)
    template, token = make_template(alice), make_token(alice)
    many_customers.fill(alice, template, customers)
    numbers.vary()
    print(
        f"{connection.vendor}, {customers:,} customers, {workers} process(es), concurrency {concurrency}, "
        f"{rounds} rounds"
    )
    keys = random.Random(7).sample(list(Customer.objects.values_list("pk", flat=True)), min(customers, 5000))
    connection.close()
    creations = (_post(template.provisioning_id, number) for number in itertools.count(1))
    with ExitStack() as stack:
        servers_of_both = (
            stack.enter_context(servers.ours(port, workers=workers)),
            stack.enter_context(servers.peer(port + 1, workers=workers, database_url=peers_url)),
        )
        clients = [Client(server.port, token) for server in servers_of_both]
        pages = _compare(*clients, keys[:20])
        services = [
            Service(
                server,
                client,
                {
                    "list of 100": itertools.cycle(own_pages),
                    "list of 100, one status": itertools.repeat(_first_page("&status=provisioned")),
                    "get": map(_get, itertools.cycle(keys)),
                    "create": creations,
                },
            )
            for server, client, own_pages in zip(servers_of_both, clients, pages, strict=True)
        ]
        print(f"{'':24} {'ours':^31} {'peer':^31} {'ratio':^15}")
        print(
            f"{'':24} {'  req/s   CPU ms (min-max)':31} {'  req/s   CPU ms (min-max)':31} {'  req/s     CPU':15}"
        )
        for kind, count in BATCHES.items():
            _print(kind, *_measure(services, kind, rounds, count=count, concurrency=concurrency))
    _print_notes()


def _measure(
    services: list[Service], kind: str, rounds: int, *, count: int, concurrency: int
) -> list[Measured]:
    """Both services in turns; who goes first changes with each round."""
    measured = [Measured() for _service in services]
    for number in range(rounds + 1):
        for place in (0, 1) if number % 2 else (1, 0):
            per_second, milliseconds = services[place].measure(kind, count=count, concurrency=concurrency)
            if number:  # The first round was to warm up.
                measured[place].per_second.append(per_second)
                measured[place].milliseconds.append(milliseconds)
    return measured


def _get(key: object) -> Call:
    return Call("GET", f"{CUSTOMERS}/{ids.encode('ENTERPRISE', key)}", 200)


def _post(provisioning_id: str, number: int) -> Call:
    return Call("POST", CUSTOMERS, 202, order_of(provisioning_id, number))


def _first_page(filters: str = "") -> Call:
    return Call("GET", f"{CUSTOMERS}?max=100{filters}", 200)


def _compare(ours: Client, peer: Client, keys: list[object]) -> tuple[list[Call], list[Call]]:
    """The same documents, or there is nothing to compare. Gives each service's pages, by its own links."""
    for call in [_first_page("&status=provisioned&offset=300"), *map(_get, keys)]:
        _same(call, ours.ask(call)[1], peer.ask(call)[1])
    pages = [_first_page()], [_first_page()]
    while True:
        (headers, mine), (peers_headers, theirs) = ours.ask(pages[0][-1]), peer.ask(pages[1][-1])
        _same(pages[0][-1], mine, theirs)
        following = _NEXT.search(headers.get("link", "")), _NEXT.search(peers_headers.get("link", ""))
        if len(pages[0]) == PAGES or following[0] is None or following[1] is None:
            return pages
        for way, match in zip(pages, following, strict=True):
            way.append(Call("GET", match[1], 200))


def _same(call: Call, mine: object, theirs: object) -> None:
    if mine != theirs:
        raise SystemExit(f"{call.path}: the documents differ\n{mine!s:.2000}\n{theirs!s:.2000}")


def _print(kind: str, ours: Measured, peer: Measured) -> None:
    per_second = _ratio(ours.per_second, peer.per_second)
    cpu = _ratio(peer.milliseconds, ours.milliseconds)
    print(f"{kind:24} {ours} {peer} {per_second:7.2f} {cpu:7.2f}", flush=True)


def _ratio(over: list[float], under: list[float]) -> float:
    # Round by round: a machine's speed changes from one to the next, and both services are in each.
    return median(one / other for one, other in zip(over, under, strict=True))


def _print_notes() -> None:
    print("create: ours also screens, records history and queues work; the peer only writes the rows.")
    if connection.vendor == "postgresql":
        print("CPU is that of the services; the database server's own is not in the figures.")


# Of a Link header; the connection is ours.
_NEXT = re.compile(r'<https?://[^/>]+(/[^>]*)>; rel="next"')
