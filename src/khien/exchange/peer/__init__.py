"""What TAXII lacks, between two Khiên nodes: receipts, recalls, checkpoints."""
