"""Who is who: officers and roles, tokens, the node's keys, partners, signed agreements.

    officers/     the persons who act for this node, and how they sign in
    factors/      what they sign in with beside the password
    welcomes/     one-time codes for coming in the first time, or again
    sessions/     who is signed in at the console, and until when
    tokens/       how tools, and partners that cannot sign, come in
    keys.py       this node's own signing key, as files
    partners/     the other parties: enrolment, pinned keys, rotation, revocation
    agreements/   the rules between us and each partner, signed by both

Functions that change something take the open transaction and `now`, and give back what happened,
so that the caller can write the ledger leaf beside it. Only `sign_in` and `check_token` take the
store: they must keep a failure although they raise, or mostly read.
"""
