"""The QR code of a room's screen, drawn as it stands in the page: no file, no style of its own."""

from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str) -> SafeString:
    import segno  # here, so that the site starts without it

    code = segno.make(address, error="m", micro=False, boost_error=False)
    return mark_safe(code.svg_inline(omitsize=True, svgclass="room__qr", lineclass=None, border=4))  # noqa: S308  made of digits
