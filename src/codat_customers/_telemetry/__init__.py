"""What others see of calls: lines in the log, and spans where OpenTelemetry is in use."""
