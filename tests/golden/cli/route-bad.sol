Route #1: 1 3 2 5
Cost 99
