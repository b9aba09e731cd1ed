Route #1: 1 2 3 4
Route #2: 5
Cost 99
