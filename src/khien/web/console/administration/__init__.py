"""Administration: officers, tokens, sessions, settings, doctor, and the log of all such acts."""

from khien.web.console.administration import node, officers, tokens

DOORS = (*officers.DOORS, *tokens.DOORS, *node.DOORS)

__all__ = ["DOORS"]
