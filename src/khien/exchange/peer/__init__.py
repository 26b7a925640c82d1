"""What TAXII lacks, between two Khiên nodes: notes, receipts, recalls, checkpoints, keys."""
