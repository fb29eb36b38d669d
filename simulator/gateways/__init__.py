"""The demo's payment gateways: Stripe, Mercado Pago and Asaas, each in its own wire format.

One process on loopback, `python -m simulator.gateways`: standard library only, no Django, nothing
of Flowt's. Through `/_sim/` (and the pages for people) it pays, refuses, disputes, delays, repeats,
reorders, forges and lies.
"""
