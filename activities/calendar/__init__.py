"""The calendar: months and days, what stands on them, what is too close together, and feeds for calendar programs."""
