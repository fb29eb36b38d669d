"""PIX through a tenant's PSP, by the standard API Pix: charges, what was received, refunds, review.

What the PSP's webhook says counts for nothing: it only has the PSP asked. What `receipts`
writes was read from the PSP itself. Locks are taken in one order: order, payment, receipt, refund.
"""
