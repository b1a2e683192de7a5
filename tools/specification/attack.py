"""Lets Schemathesis attack the sandbox with what openapi.yaml allows and forbids: ``make contract``."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from codat_customers.sandbox import Sandbox
from tools.api.document import OperationNode, read_document

ROOT = Path(__file__).parents[2]
CUSTOMERS = 25

CONFIGURATION = """
seed = 20250617
continue-on-failure = true
warnings = false
headers = {{ Authorization = "Basic dGVzdA==" }}

[dictionaries]
company = {{ values = [{company_id}] }}
connection = {{ values = [{connection_id}] }}
customer = {{ values = [{customer_ids}] }}
attachment = {{ values = [{attachment_ids}] }}
query = {{ values = ["status=Active && modifiedDate>=2024-01-01", "metadata.isDeleted!=true", "statusCode>=200"] }}
order = {{ values = ["-modifiedDate", "customerName", "-requestedOnUtc"] }}

[parameters]
"path.companyId" = {{ dictionary = "company", probability = 0.8 }}
"path.connectionId" = {{ dictionary = "connection", probability = 0.8 }}
"path.customerId" = {{ dictionary = "customer", probability = 0.7 }}
"path.attachmentId" = {{ dictionary = "attachment", probability = 0.7 }}
"query.query" = {{ dictionary = "query", probability = 0.5 }}
"query.orderBy" = {{ dictionary = "order", probability = 0.5 }}

[generation]
max-examples = 40

[phases.stateful]
generation = {{ max-examples = 40 }}

# Where the sandbox answers by example, nothing comes or goes.
[checks]
ensure_resource_availability = {{ enabled = false }}
use_after_free = {{ enabled = false }}
"""
# What a request may get although it keeps to the schemas, since these cannot say it
CHANCES = {"query": [400], "Idempotency-Key": [409, 422]}


def main() -> int:
    """Run Schemathesis, which is at the path given, and return its exit status."""
    schemathesis = Path(sys.argv[1])
    with Sandbox(customers=CUSTOMERS, push_seconds=0, rfc3339_dates=True) as sandbox, TemporaryDirectory() as folder:
        configuration = Path(folder) / "schemathesis.toml"
        configuration.write_text(configure(sandbox), encoding="utf-8")
        command = [schemathesis.absolute(), "--config-file", configuration]
        # In the temporary folder, since it leaves a database and a cache where it runs
        run = subprocess.run(
            [*map(str, command), "run", str(ROOT / "openapi.yaml"), "--url", sandbox.url],
            cwd=folder,
            env={**os.environ, "NO_COLOR": "1"},
            check=False,
        )
        for violation in sandbox.violations:
            if violation.sent_by == "sandbox":
                print(f"The sandbox's own check: {violation}")
        return run.returncode or int(any(violation.sent_by == "sandbox" for violation in sandbox.violations))


def configure(sandbox: Sandbox) -> str:
    """Fill in the ids that exist, without which hardly a request gets past a 404; add what operations may answer."""
    customer_ids = list(sandbox.customers())
    attachment_ids = [attachment_id for customer in customer_ids for attachment_id in sandbox.attachment_ids(customer)]
    configuration = CONFIGURATION.format(
        company_id=quoted([sandbox.company_id]),
        connection_id=quoted([sandbox.connection_id]),
        customer_ids=quoted(customer_ids),
        attachment_ids=quoted(attachment_ids),
    )
    return configuration + "".join(map(rules, read_document(ROOT / "openapi.yaml").operations()))


def rules(operation: OperationNode) -> str:
    """Say what an operation may answer to a request that keeps to the schemas, and if the document lists all it may."""
    others = {each.node["name"] for each in operation.parameters if each.node["in"] != "path"}
    valid = [404, *(status for name, statuses in CHANCES.items() if name in others for status in statuses)]
    # Schemathesis takes an empty text for a date of which there is no example.
    valid += [400] if operation.body else []
    possible = {*valid, 400} if others or operation.body else {*valid}
    lists_all = {str(status) for status in possible} <= operation.responses.keys()
    return f"""
[[operations]]
include-operation-id = {json.dumps(operation.operation_id)}
checks.positive_data_acceptance.expected-statuses = {json.dumps(["2xx", *valid])}
checks.status_code_conformance.enabled = {json.dumps(lists_all)}
"""


def quoted(values: Iterable[str]) -> str:
    """Write strings as the values of a TOML list, whose escapes are those of JSON."""
    return ", ".join(json.dumps(value) for value in values)


if __name__ == "__main__":
    sys.exit(main())
