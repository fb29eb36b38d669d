"""Gateways with pages of their own: Stripe, Mercado Pago, Asaas. One module a provider.

`base` says what a provider is asked and how it answers; everything else here is the same for all
of them. What a webhook says counts for nothing: it only has the provider asked. Locks are taken in
one order: order, payment, receipt, refund.
"""
