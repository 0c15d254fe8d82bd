"""The clock as Indonesian papers write it, in every language."""

TIME_FORMAT = "H.i"
DATETIME_FORMAT = "N j, Y, H.i"
SHORT_DATETIME_FORMAT = "m/d/Y H.i"
