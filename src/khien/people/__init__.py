"""Who is who: officers and their roles, partners and their keys, agreements."""
