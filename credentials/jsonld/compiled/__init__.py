"""Documents as canonical N-Quads in one walk, over contexts that were compiled once into tables of terms.

Says exactly what the general way (expansion by PyLD, dataset, RDFC-1.0) says, or declines; only that way refuses.
Never a context that PyLD has not processed, never a guess: what is outside its profile is not its business.
"""
