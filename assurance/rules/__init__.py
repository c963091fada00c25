"""Rules of assurance: pure functions over frozen facts, without a database behind them."""
