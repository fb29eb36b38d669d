"""The receipt of an order, to go with its messages."""

import structlog

from flowt.pdf import PdfUnavailable
from flowt.tenancy import current_tenant
from messaging.attachments import Maker, makers
from messaging.channels import Attachment
from messaging.models import Message
from storefront.following import view_of
from storefront.receipts import receipt

log = structlog.get_logger()


@makers.register
class Receipt(Maker):
    """Where this machine cannot draw PDFs, the message goes without one."""

    kind = "receipt"

    def make(self, message: Message) -> Attachment | None:
        if message.order is None:
            return None
        try:
            drawn = receipt(view_of(message.order), current_tenant())
        except PdfUnavailable:
            log.warning("receipt_not_drawn", message=message.pk)
            return None
        return Attachment(f"pedido-{message.order.number}.pdf", drawn, "application/pdf")
