"""`python -m khien.cli`: the same as `khien`."""

from khien.cli.assembly import main

main(prog_name="khien")
