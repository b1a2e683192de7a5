"""A web service of your own in front of Codat: one AsyncCodat for all of its requests, models and errors handed out.

    pip install 'codat-customers[examples]'
    CODAT_API_KEY=... uvicorn --app-dir examples fastapi_app:app

http://127.0.0.1:8000/docs then shows what it can do. Who may call it is left out here.
"""

from __future__ import annotations

import logging
import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Header, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from codat_customers import (
    APITimeoutError,
    AsyncCodat,
    BadRequestError,
    ConflictError,
    NotFoundError,
    PushOperationError,
    RateLimitError,
    RetryConfig,
    SDKError,
    UnprocessableEntityError,
)
from codat_customers.models import Customer, CustomerStatus, PushOperation

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncGenerator[dict[str, AsyncCodat]]:
    """Open the client when the service starts and close it when it stops: its connections serve all requests."""
    somebody_waits = RetryConfig(max_interval=2, max_elapsed_time=10)
    async with AsyncCodat(retries=somebody_waits, timeout=10) as codat:
        yield {"codat": codat}


app = FastAPI(title="Customers", lifespan=lifespan)


def shared_client(request: Request) -> AsyncCodat:
    """Return the client that the lifespan holds open."""
    codat: AsyncCodat = request.state.codat
    return codat


Client = Annotated[AsyncCodat, Depends(shared_client)]
CustomerId = Annotated[str, Path(pattern="[^.]")]  # whatever an accounting software gives out, but for "." and ".."


class NewCustomer(BaseModel):
    """What is asked of those who create a customer."""

    name: str = Field(min_length=1)
    email: str | None = None


@app.get("/companies/{company_id}/customers")
async def list_customers(
    codat: Client,
    company_id: UUID,
    query: str | None = None,
    page: Annotated[int, Query(ge=1)] = 1,
    page_size: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Hand out one page of customers, and the number of the next one."""
    found = await codat.customers.list(str(company_id), page=page, page_size=page_size, query=query)
    return {
        "customers": [customer.to_dict() for customer in found.results],
        "total": found.total_results,
        "next_page": page + 1 if found.links.next_ else None,
    }


@app.get("/companies/{company_id}/customers/{customer_id}")
async def get_customer(codat: Client, company_id: UUID, customer_id: CustomerId) -> dict[str, Any]:
    """Hand out a customer as Codat has it, fields that no document mentions included."""
    return (await codat.customers.get(str(company_id), customer_id)).to_dict()


@app.post("/companies/{company_id}/connections/{connection_id}/customers", status_code=201)
async def create_customer(
    codat: Client,
    company_id: UUID,
    connection_id: UUID,
    new: NewCustomer,
    idempotency_key: Annotated[UUID | None, Header()] = None,
    wait: Annotated[float, Query(gt=0, le=30, description="Seconds to wait for the accounting software")] = 5,
) -> JSONResponse:
    """Create a customer, once however often the same key is sent: 201 when it is there, 202 while that takes longer."""
    company = str(company_id)
    customer = Customer(customer_name=new.name, email_address=new.email, status=CustomerStatus.ACTIVE)
    push = await codat.customers.create(company, str(connection_id), customer, idempotency_key=idempotency_key)
    try:
        push = await codat.push_operations.wait(push, timeout=wait)
    except PushOperationError:
        raise
    except SDKError as error:  # it is accepted all the same, so it is no failure: how it ended can be asked for
        log.info("%s", error)
    if push.record_id is None:
        place = app.url_path_for("get_write", company_id=company, push_operation_key=push.push_operation_key)
        return JSONResponse(progress(push), 202, {"Location": place})
    place = app.url_path_for("get_customer", company_id=company, customer_id=push.record_id)
    return JSONResponse(progress(push), 201, {"Location": place})


@app.get("/companies/{company_id}/writes/{push_operation_key}")
async def get_write(codat: Client, company_id: UUID, push_operation_key: UUID) -> dict[str, Any]:
    """Say how far the creation of a customer has come."""
    return progress(await codat.push_operations.get(str(company_id), str(push_operation_key)))


@app.exception_handler(SDKError)
async def answer_error(_: Request, error: SDKError) -> JSONResponse:
    """Tell callers what they can act on; the log has the rest, and neither has the key."""
    log.warning("%s", error)
    status, detail = told(error)
    content = {"detail": detail, "correlation_id": error.correlation_id, "idempotency_key": error.idempotency_key}
    headers = {} if error.retry_after is None else {"Retry-After": str(math.ceil(error.retry_after))}
    return JSONResponse(content, status, headers)


def told(error: SDKError) -> tuple[int, str]:
    """Return the status and the words that a caller gets for an error, which name no address of ours."""
    match error:
        case BadRequestError() | NotFoundError() | ConflictError() | UnprocessableEntityError():
            words = error.error.error if error.error else None
            return error.status_code or 502, words or "Codat cannot do that."
        case RateLimitError():
            return 429, "There were too many requests to Codat: try again later."
        case PushOperationError():
            return 422, error.message  # with the reasons that the accounting software gave
        case APITimeoutError():
            return 504, "Codat did not answer in time."
        case _:  # that our key is refused is no fault of the caller's either
            return 502, "Codat did not answer as it should."


def progress(push: PushOperation) -> dict[str, Any]:
    """Return how far a write has come, as JSON."""
    return {
        "status": push.status.value,
        "customer_id": push.record_id,
        "push_operation_key": push.push_operation_key,
        "detail": push.error_message or None,
    }
