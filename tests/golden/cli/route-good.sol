Route #1: 1 2 3 4
Cost 40
