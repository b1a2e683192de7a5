import httpx

from codat_customers.sandbox import Sandbox


def company_client(sandbox: Sandbox) -> httpx.Client:
    """Make a client whose addresses begin at the sandbox's first company."""
    return httpx.Client(
        base_url=f"{sandbox.url}/companies/{sandbox.company_id}", headers={"Authorization": "Basic dGVzdA=="}
    )
