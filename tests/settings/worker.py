"""What a worker process is given to do; it must be able to import this."""

from codat_customers import Codat


def count_customers(codat: Codat) -> int:
    with codat:
        return codat.customers.list("co").total_results


def returned_key() -> str:
    return "returned"
