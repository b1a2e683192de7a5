"""The data of one company: what reads show, what waits for a sync, its attachments and its pushes."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import count

from attrs import evolve, frozen

from codat_customers.sandbox._attachments import Attachment, make_attachments
from codat_customers.sandbox._messages import JsonObject, encode
from codat_customers.sandbox._pushes import Push
from codat_customers.sandbox._query import CUSTOMER_PROPERTIES, PUSH_OPERATION_PROPERTIES, select
from codat_customers.sandbox._seed import Seed, seeded_id
from codat_customers.sandbox._webhooks import Announce

_KEPT_SELECTIONS = 32


@frozen(kw_only=True)
class Record:
    """A customer as reads show it; a change makes a new Record.

    Attributes:
        index: its place in the seed, None for a customer that was created or added later.
        on_contract: False for a seeded customer that the contract rules out.
    """

    customer: JsonObject
    index: int | None = None
    on_contract: bool = True

    @cached_property
    def encoded(self) -> bytes:
        return encode(self.customer)


class Company:
    """A company with one connection."""

    def __init__(self, seed: Seed, attachment_bytes: int | Sequence[int] | None, announce: Announce) -> None:
        self.id = seeded_id(seed.company, "company")
        self.connection_id = seeded_id(seed.company, "connection")
        self._pushes: dict[str, Push] = {}
        self._open: list[Push] = []
        self._waiting: list[Push] = []
        self._reference = {"id": self.id, "name": f"Company {seed.company + 1}"}
        self._announce = announce
        self._seed = seed
        self._attachment_bytes = attachment_bytes
        self._attachments: dict[str, list[Attachment]] = {}
        self._records = {record.customer["id"]: record for record in _make_records(seed)}
        self._unsynced: dict[str, Record] = {}
        self._added = count()
        self._selections: dict[tuple[str | None, str | None], list[Record]] = {}

    @property
    def records(self) -> dict[str, Record]:
        """What reads show, by id."""
        return self._records

    def select(self, query: str | None, order_by: str | None) -> list[Record]:
        """Find the records that a list shows; kept until the data changes, as each page asks again.

        Raises:
            QueryError: the query or the order cannot be read.
        """
        key = (query, order_by)
        if key not in self._selections:
            if len(self._selections) == _KEPT_SELECTIONS:
                self._selections.clear()
            customers = (record.customer for record in self._records.values())
            selected = select(customers, query, order_by, CUSTOMER_PROPERTIES)
            self._selections[key] = [self._records[customer["id"]] for customer in selected]
        return self._selections[key]

    def new_id(self) -> str:
        """Make an id for a customer that is to be added without one."""
        return seeded_id(self.id, "added", next(self._added))

    def add(self, records: Sequence[Record]) -> None:
        """Show further customers, after those there are; all of them or none.

        Raises:
            ValueError: an id is taken.
        """
        added: dict[str, Record] = {}
        for place, record in enumerate(records):
            customer_id = record.customer["id"]
            if self.is_known(customer_id) or customer_id in added:
                raise ValueError(f"customers[{place}]: there is a customer with the id {customer_id!r} already")
            added[customer_id] = record
        self._records |= added
        self._selections.clear()

    def touch(self, customer_id: str, modified: str) -> None:
        """Give a customer another modifiedDate, and leave the rest as it is.

        Raises:
            KeyError: there is no such customer.
        """
        record = self._records[customer_id]
        self._records[customer_id] = evolve(record, customer={**record.customer, "modifiedDate": modified})
        self._selections.clear()

    def attachments(self, record: Record) -> list[Attachment]:
        customer_id = record.customer["id"]
        if customer_id not in self._attachments:
            index = record.index
            descriptions = [] if index is None else self._seed.make_attachments(index)
            self._attachments[customer_id] = make_attachments(descriptions, index or 0, self._attachment_bytes)
        return self._attachments[customer_id]

    def is_known(self, customer_id: str) -> bool:
        """Whether the platform has this customer, synced or not."""
        return customer_id in self._records or customer_id in self._unsynced

    def add_push(self, push: Push) -> None:
        self._pushes[push.key] = push
        self._open.append(push)
        if not push.findings:
            self._waiting.append(push)

    def find_push(self, key: str) -> Push | None:
        return self._pushes.get(key)

    def select_pushes(self, query: str | None, order_by: str | None, now: float) -> list[JsonObject]:
        """Describe the pushes that a list shows at this time, the newest first unless another order is asked for.

        Raises:
            QueryError: the query or the order cannot be read.
        """
        described = (push.describe(now) for push in reversed(self._pushes.values()))
        return select(described, query, order_by, PUSH_OPERATION_PROPERTIES)

    def settle(self, now: float) -> None:
        """Let the pushes end whose time has come. One that has timed out lands all the same."""
        ended = [push for push in self._open if push.status(now) != "Pending"]
        for push in ended:
            self._open.remove(push)
            event_type = f"customers.write.{'successful' if push.status(now) == 'Success' else 'unsuccessful'}"
            self._announce(event_type, push.event_payload(now, self._reference))
        due = [push for push in self._waiting if push.has_ended(now)]
        for push in due:
            self._waiting.remove(push)
            self._land(push)

    def finish_pushes(self, now: float) -> None:
        """Let every push that is under way, or would never end, end now."""
        for push in self._pushes.values():
            if not push.has_ended(now):
                push.ends_at = now
        self.settle(now)

    def sync(self) -> None:
        """Show what was written with allowSyncOnPushComplete=false."""
        self._records.update(self._unsynced)
        self._unsynced.clear()
        self._synced()

    def _land(self, push: Push) -> None:
        before = self._unsynced.get(push.customer_id) or self._records.get(push.customer_id)
        customer = push.written(before.customer if before else {"metadata": {"isDeleted": False}})
        record = Record(customer=customer, index=before.index if before else None)
        self._unsynced[push.customer_id] = record
        if push.allow_sync:
            self._records[push.customer_id] = self._unsynced.pop(push.customer_id)
            self._synced()

    def _synced(self) -> None:
        self._selections.clear()
        self._announce("read.completed", {"referenceCompany": self._reference, "connectionId": self.connection_id})


def _make_records(seed: Seed) -> Iterator[Record]:
    for index, customer in enumerate(seed.make_customers()):
        yield Record(customer=customer, index=index)
    for customer in seed.make_off_contract_customers():
        yield Record(customer=customer, on_contract=False)
