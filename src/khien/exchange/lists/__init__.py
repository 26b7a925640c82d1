"""Lists of indicators in the formats of resolvers, firewalls, sensors and other tools. Pure writers."""
