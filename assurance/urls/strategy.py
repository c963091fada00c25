"""Addresses of the involvement strategy."""

from django.urls import path

from assurance.views import endings, objectives, strategy

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
    path("strategy/objectives/<int:pk>/end/", endings.objective_end, name="objective_end"),
    path("strategy/objectives/<int:pk>/take-up/", endings.objective_take_up, name="objective_take_up"),
    path("strategy/objectives/<int:pk>/remove/", endings.objective_remove, name="objective_remove"),
    path("strategy/measures/<int:pk>/end/", endings.measure_end, name="measure_end"),
    path("strategy/measures/<int:pk>/take-up/", endings.measure_take_up, name="measure_take_up"),
    path("strategy/measures/<int:pk>/remove/", endings.measure_remove, name="measure_remove"),
    path("strategy/readings/<int:pk>/remove/", objectives.reading_remove, name="reading_remove"),
    path("strategy/activities/<int:pk>/link/", objectives.objective_link_new, name="objective_link_new"),
    path("strategy/links/<int:pk>/remove/", objectives.objective_link_remove, name="objective_link_remove"),
]
