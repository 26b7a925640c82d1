"""The pages about partners: how the exchange stands, how one comes and goes, what was agreed."""

from khien.web.console.partners import agreeing, drafting, enrolling, reading, settling

# What is enrolled stands before `/partners/{name}`, which would take its fixed paths for names.
DOORS = (
    *reading.DOORS,
    *enrolling.DOORS,
    *settling.DOORS,
    *agreeing.DOORS,
    *drafting.DOORS,
)
