from django.db import migrations

MAKE = """
CREATE TRIGGER payments_inboundnotice_append_only BEFORE UPDATE OR DELETE ON payments_inboundnotice
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_refuse_change();
"""
UNMAKE = "DROP TRIGGER payments_inboundnotice_append_only ON payments_inboundnotice"


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_pix_by_psp")]

    operations = [migrations.RunSQL(MAKE, UNMAKE)]
