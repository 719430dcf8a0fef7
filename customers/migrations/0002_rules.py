"""What a row alone cannot say: whose clearance it is, and that a profile changes only with a new one."""

from django.db import migrations

from partnerhub.triggers import Refuse

FOREIGN_CLEARANCE = (
    "NEW.clearance_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM compliance_clearance c "
    "WHERE c.id = NEW.clearance_id AND c.subject_id = NEW.subject_id)"
)
PROFILE = (
    "name",
    "line1",
    "line2",
    "city",
    "state",
    "postal_code",
    "country",
    "admin_first_name",
    "admin_last_name",
)
SAME_CLEARANCE_OTHER_PROFILE = (
    "NEW.clearance_id IS NOT NULL AND NEW.clearance_id = OLD.clearance_id AND ("
    + " OR ".join(f"NEW.{column} <> OLD.{column}" for column in PROFILE)
    + ")"
)


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("compliance", "0001_initial")]

    operations = [
        Refuse(
            "customer_begins_with_its_own_clearance",
            table="customers_customer",
            event="INSERT",
            when=FOREIGN_CLEARANCE,
            message="the clearance is not of its subject",
        ),
        Refuse(
            "customer_keeps_to_its_own_clearance",
            table="customers_customer",
            event="UPDATE",
            when=FOREIGN_CLEARANCE,
            message="the clearance is not of its subject",
        ),
        Refuse(
            "changed_profile_has_a_new_clearance",
            table="customers_customer",
            event="UPDATE",
            when=SAME_CLEARANCE_OTHER_PROFILE,
            message="name, address and administrator change with a new clearance only",
        ),
    ]
