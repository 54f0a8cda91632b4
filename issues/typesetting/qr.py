"""The QR code that leads a reader of the paper to the issue's page."""

import qrcode

CAPTION = "扫码阅读网页版"


def modules(address: str) -> list[list[bool]]:
    """The rows of the code, without the white around it; True is black. What is smudged by 15 % still reads."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(address)
    code.make(fit=True)
    return code.get_matrix()


def as_svg(address: str) -> str:
    """One black path, a unit for each module."""
    rows = modules(address)
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, black in enumerate(row) if black
    )
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path d="{squares}"/></svg>'
    )
