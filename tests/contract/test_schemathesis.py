"""A fuzzer with the contract file, and with our own document: no failure on our side, no answer out of shape."""

import json
import os
import subprocess
import sys
from pathlib import Path

from partnerhub.api import reference
from tests.contract.conftest import contract_file

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# A short run with every suite; the whole one, boundary values of every field included, with CONTRACT_EXAMPLES=50.
EXAMPLES = os.environ.get("CONTRACT_EXAMPLES", "1")
IS_WHOLE = "CONTRACT_EXAMPLES" in os.environ


def mended(path: Path, folder: Path) -> Path:
    """The contract, without the one contradiction: its schema calls `info` an object, its text and examples a list."""
    contract = json.loads(path.read_text())
    for name in ("CustomerProvisioningPrecheckResponse", "SubscriberProvisioningPrecheckResponse"):
        info = contract["components"]["schemas"][name]["properties"]["info"]
        contract["components"]["schemas"][name]["properties"]["info"] = {"type": "array", "items": info}
    target = folder / "contract.json"
    target.write_text(json.dumps(contract))
    return target


def fuzz(document: Path, base: str, portal, *more: str, phases: str) -> None:
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", str(document),
        "--url", base, "-H", f"Authorization: Bearer {portal.token}",
        "--checks", CHECKS, "--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing" if IS_WHOLE else phases,
        "--generation-database", "none", "--seed", "1", "--suppress-health-check", "all", *more,
    ]  # fmt: skip
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, timeout=900, check=False, cwd=document.parent
    )
    assert done.returncode == 0, done.stdout[-30000:] + done.stderr[-2000:]


def test_the_contract_file(portal, tmp_path):
    fuzz(
        mended(contract_file(), tmp_path),
        portal.base,
        portal,
        "--include-path-regex",
        "wholesale|consentMove",
        phases="examples,fuzzing",
    )


def test_our_own_document(portal, tmp_path):
    own = tmp_path / "own.json"
    own.write_bytes(reference.document())

    fuzz(own, portal.base.removesuffix("/v1"), portal, phases="fuzzing")
