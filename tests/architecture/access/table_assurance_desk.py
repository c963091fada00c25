"""How assurance stands, its clocks, the seal, and who viewed what is restricted."""

from tests.architecture.access.routes import STAFF, Route

ASSURANCE_DESK = {
    "assurance_desk": Route(STAFF),
    "clock_list": Route(STAFF),
    "history_seal": Route(STAFF),
    "view_log": Route("iu"),
}
