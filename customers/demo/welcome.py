"""What a start prints for a person who has never seen the portal."""

from __future__ import annotations

from customers.demo.loading import Demo
from customers.demo.people import PEOPLE


def greeting(demo: Demo, *, address: str) -> str:
    """Sign-ins, an API token, the provisioning ids, and a first call."""
    width = max(len(email) for _name, email, _role, _slug in PEOPLE)
    lines = ["Sign in with one of these, password " + demo.password, ""]
    lines += [
        f"  {email:{width}}  {role.label}{f', {slug}' if slug else ''}" for _name, email, role, slug in PEOPLE
    ]
    lines += ["", "API token (northwind): " + demo.token, ""]
    lines += [f"provisioningId ({slug}): {value}" for slug, value in sorted(demo.provisioning_ids.items())]
    lines += [
        "",
        "A first call:",
        f'  curl -H "Authorization: Bearer {demo.token}" {address}/v1/wholesale/customers',
    ]
    return "\n".join(lines) + "\n"
