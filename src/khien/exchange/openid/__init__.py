"""The organisation's own sign-in, asked over OpenID Connect."""
