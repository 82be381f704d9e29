"""Small parts that several pages show, such as a QR code.

Values in, markup out.
Never a page of one service, never a request or a database.
"""
