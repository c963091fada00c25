"""The board over all projects."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from activities.board import ROW_HEIGHT, bars_of, board_records, finding_of, load_of_teams
from crm.core.views.lists import record_list


@require_safe
def project_board(request: HttpRequest) -> HttpResponse:
    """Every open project that the reader may see, and below them the load of each team."""
    loads = load_of_teams(request.user) if board_records.may_open(request.user) else []
    context = {"loads": loads, "bars": bars_of(loads), "finding": finding_of(loads), "chart_height": len(loads) * ROW_HEIGHT}
    return record_list(request, board_records, **context)
