"""Files become objects: a methodology, a table of units, observations, marks, a whole folder."""
