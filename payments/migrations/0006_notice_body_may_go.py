from django.db import migrations

# A notice stays as it came, but for who paid: the law lets people have that erased.
MAKE = """
CREATE FUNCTION payments_notice_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.body = '' AND NEW.id = OLD.id AND NEW.provider = OLD.provider
       AND NEW.event_key = OLD.event_key AND NEW.received_at = OLD.received_at THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER payments_inboundnotice_append_only ON payments_inboundnotice;
CREATE TRIGGER payments_inboundnotice_append_only BEFORE UPDATE OR DELETE ON payments_inboundnotice
    FOR EACH ROW EXECUTE FUNCTION payments_notice_refuse_change();
"""
UNMAKE = """
DROP TRIGGER payments_inboundnotice_append_only ON payments_inboundnotice;
CREATE TRIGGER payments_inboundnotice_append_only BEFORE UPDATE OR DELETE ON payments_inboundnotice
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_refuse_change();
DROP FUNCTION payments_notice_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_notices_append_only")]

    operations = [migrations.RunSQL(MAKE, UNMAKE)]
