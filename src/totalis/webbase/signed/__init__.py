"""Signed HTTP between machines (RFC 9421): who sent it, that nobody changed it, that it is not heard twice.

    key = keys.new_key()                               # kept secret; `keys.public_of(key)` goes to the other side
    answer = sending.send("POST", url, body, key=key, their_key=theirs)

    caller = receiving.verified(request, find_key, clock.now())                      # on the other side
    return receiving.signed_response(JsonResponse(…), key=own, request=request)      # or receiving.refusal

Keys are exchanged by people beforehand; a key that nobody entered is never trusted (ADR 0050).
"""
