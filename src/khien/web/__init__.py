"""The pages and endpoints of one node."""

from khien.web.site import site

__all__ = ["site"]
