"""Pages travel compressed: halls have half a bar of signal."""

import gzip
from http import HTTPStatus

from flask import Flask, Response, request

SMALLEST = 1_000
"""Bytes below which compressing a page gains nothing."""


def install(app: Flask) -> None:
    """Compress pages asked for by a plain address.

    A page that repeats what its address or form said is left as it is: beside a secret token, its length
    would answer guesses (the BREACH attack).
    """

    @app.after_request
    def compress(response: Response) -> Response:
        if (
            request.method == "GET"
            and not request.query_string
            and response.status_code == HTTPStatus.OK
            and response.mimetype == "text/html"
            and not response.is_streamed
            and request.accept_encodings.quality("gzip")
        ):
            body = response.get_data()
            if len(body) >= SMALLEST:
                response.set_data(gzip.compress(body, compresslevel=6, mtime=0))
                response.headers["Content-Encoding"] = "gzip"
            response.vary.add("Accept-Encoding")
        return response
