import httpx

from codat_customers.sandbox import Sandbox


def company_client(sandbox: Sandbox) -> httpx.Client:
    """Make a client whose addresses begin at the sandbox's first company."""
    return httpx.Client(
        base_url=f"{sandbox.url}/companies/{sandbox.company_id}",
        headers={"Authorization": "Basic dGVzdA=="},
        timeout=60,  # the first answer waits for the libraries that check it to be imported
    )
