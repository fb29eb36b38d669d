"""Taking an installation, or one tenant, out into a file, and bringing it back.

A file is a gzipped tar: `head.json` says what it is, parts of tables and media follow, `end.json`
closes it with the digest of all. With a passphrase the whole of it is encrypted.
"""
