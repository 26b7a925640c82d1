"""Consumers: machines that fetch lists of indicators, our own or a partner's."""
