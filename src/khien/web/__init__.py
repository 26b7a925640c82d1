"""The pages and endpoints of one node."""

from khien.web.site import site_of

__all__ = ["site_of"]
