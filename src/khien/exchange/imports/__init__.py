"""What an import leaves behind: its report, how far a folder was read, how a table is mapped."""
