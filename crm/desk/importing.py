"""All kinds of files that the desk imports, of whichever app."""

from activities import imports as activity_imports
from crm.core.importing import ImportKind
from partners import imports as partner_imports

KINDS: dict[str, ImportKind] = {
    kind.code: kind
    for kind in (
        partner_imports.ORGANISATIONS,
        partner_imports.PEOPLE,
        activity_imports.ACTIVITIES,
        partner_imports.ODS,
        partner_imports.CHARITIES,
    )
}
