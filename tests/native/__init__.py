"""The kernel against the reference; every test here is skipped where `khien_kernel` is not installed."""
