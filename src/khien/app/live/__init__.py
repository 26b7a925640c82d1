"""The watch on live traffic: files that grow, and syslog that comes in."""
