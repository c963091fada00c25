"""Large, plausible data for measuring: the shape of one integrated care board, in any number of activities."""
