"""The pages about partners: how the exchange stands, how one comes and goes, what was agreed."""

from khien.web.console.partners import reading, settling

DOORS = (*reading.DOORS, *settling.DOORS)
