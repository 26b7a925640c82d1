"""Measures of what must be quick, each beside a yardstick that is measured in the same run.

A number alone says more about the machine than about the code; a ratio stays when the machine
changes. `make bench` prints all of them; a commit that claims to be faster quotes the two ratios.
"""
