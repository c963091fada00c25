"""Addresses of the involvement strategy."""

from django.urls import path

from assurance.views import objectives, strategy

urlpatterns = [
    path("strategy/", strategy.strategy_list, name="strategy_list"),
    path("strategy/new/", strategy.strategy_new, name="strategy_new"),
    path("strategy/<int:pk>/", strategy.strategy_detail, name="strategy_detail"),
    path("strategy/<int:pk>/edit/", strategy.strategy_edit, name="strategy_edit"),
    path("strategy/<int:pk>/history/", strategy.strategy_history, name="strategy_history"),
    path("strategy/<int:pk>/publish/", strategy.strategy_publish, name="strategy_publish"),
    path("strategy/<int:pk>/withdraw/", strategy.strategy_withdraw, name="strategy_withdraw"),
    path("strategy/<int:pk>/objectives/new/", objectives.objective_new, name="objective_new"),
    path("strategy/objectives/<int:pk>/edit/", objectives.objective_edit, name="objective_edit"),
    path("strategy/objectives/<int:pk>/measures/new/", objectives.measure_new, name="measure_new"),
    path("strategy/measures/<int:pk>/edit/", objectives.measure_edit, name="measure_edit"),
    path("strategy/measures/<int:pk>/readings/new/", objectives.reading_new, name="reading_new"),
    path("strategy/readings/<int:pk>/remove/", objectives.reading_remove, name="reading_remove"),
    path("strategy/activities/<int:pk>/link/", objectives.objective_link_new, name="objective_link_new"),
    path("strategy/links/<int:pk>/remove/", objectives.objective_link_remove, name="objective_link_remove"),
]
