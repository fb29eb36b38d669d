"""The demo's bank: a PSP that speaks the API Pix of the Banco Central, over HTTP on loopback.

It stands alone: standard library only, no Django, nothing of Flowt's. `python -m simulator.psp`.
Through `/_sim/` (and the pages for people at `/`) it pays, delays, repeats, reorders, expires,
fails and lies.
"""
