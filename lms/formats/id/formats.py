"""Times with two digits for the hour, so that 08.00 stands below 08.30."""

TIME_FORMAT = "H.i"
DATETIME_FORMAT = "j N Y, H.i"
SHORT_DATETIME_FORMAT = "d-m-Y H.i"
