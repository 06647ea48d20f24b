"""What work needs: materials, lots, equipment, assets, persons, calendars."""
