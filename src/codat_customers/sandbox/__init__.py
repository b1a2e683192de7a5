"""A stand-in for Codat's service, to try the SDK and to test programs that use it, without an account.

In code ``with Sandbox() as sandbox: ...``, from a shell ``python -m codat_customers.sandbox``. It needs the extra
``sandbox``: ``pip install 'codat-customers[sandbox]'``.
"""

try:
    from codat_customers.sandbox._contract import Violation
    from codat_customers.sandbox._messages import RecordedRequest
    from codat_customers.sandbox._sandbox import Sandbox
    from codat_customers.sandbox._webhooks import Webhook, WebhookAttempt
except ModuleNotFoundError as error:
    if error.name is None or error.name.startswith("codat_customers"):
        raise
    raise ImportError(
        f"The sandbox needs {error.name}, which is not installed: run pip install 'codat-customers[sandbox]'"
    ) from error

__all__ = ["RecordedRequest", "Sandbox", "Violation", "Webhook", "WebhookAttempt"]
