"""Nothing is visible to a partner without a clearance that still explains it: rules said twice, and compared."""
