"""The same servers as for conformance, fresh for this folder."""

from tests.conformance.conftest import (
    medallion,
    medallion_written,
    released,
    served,
    workspace,
    workspace_written,
)

__all__ = ["medallion", "medallion_written", "released", "served", "workspace", "workspace_written"]
