"""How fast the SDK is, measured side by side with what people would use instead: ``python -m benchmarks``."""
