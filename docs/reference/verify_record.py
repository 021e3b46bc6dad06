#!/usr/bin/env python3
"""Checks an exported record against its signed head. Needs Python 3.8 or later and nothing else.

    python3 verify_record.py EXPORT HEAD [PUBLIC_KEY]

Written from record-format.md alone, sharing no code with Countersign. Exit status: 0 the record holds, 1 it does
not, 2 it could not be checked. PUBLIC_KEY is the 64 hex digits you were given by another way than the files; without
it the head proves only that somebody signed it.
"""
import hashlib
import json
import sys

FIELDS = {"actor", "at", "body", "hash", "kind", "prev", "seq", "store", "subject"}
LINE_BYTES_MAX = 1 << 20


class Broken(Exception):
    pass


def refuse(text):
    raise ValueError("a number that is not whole: " + text)


def whole(text):
    if not -(2**63) <= int(text) < 2**64:
        raise ValueError("a number of more than 64 bits")
    return int(text)


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(entry):
    rest = {field: value for field, value in entry.items() if field != "hash"}
    return hashlib.sha256(b"countersign-record/1 entry\n" + canonical(rest)).hexdigest()


def check_entry(line, seq, prev):
    """The hash of the entry on this line, or Broken."""
    if not line.endswith(b"\n") or len(line) > LINE_BYTES_MAX + 1:
        raise Broken("cut off, or longer than an entry may be")
    try:
        entry = json.loads(line[:-1].decode(), parse_int=whole, parse_float=refuse, parse_constant=refuse)
        same = canonical(entry) == line[:-1]
    except (ValueError, RecursionError) as error:
        raise Broken("not canonical JSON: %s" % error)
    if not same or not isinstance(entry, dict) or set(entry) != FIELDS:
        raise Broken("not an entry in canonical form")
    if digest(entry) != entry["hash"]:
        raise Broken("changed: its hash does not fit")
    if (entry["seq"], entry["prev"]) != (seq, prev):
        raise Broken("does not follow the entry before it; this one or that one was replaced, removed or added")
    return entry["hash"]


def check_record(export, head):
    """How many entries there are, or Broken. The head is never taken from the export."""
    if export.readline(64) != b"countersign-record/1\n":
        raise Broken("line 1: not a record of this format")
    seq, last = 0, "0" * 64
    while True:
        if seq == head["seq"] and last != head["hash"]:
            raise Broken("entry %d: not the one the head vouches for; rewritten here or before" % seq)
        line = export.readline(LINE_BYTES_MAX + 2)
        if not line:
            break
        try:
            last = check_entry(line, seq + 1, last)
        except Broken as why:
            raise Broken("entry %d (line %d): %s" % (seq + 1, seq + 2, why))
        seq += 1
    if seq < head["seq"]:
        raise Broken("entry %d: missing; the head vouches for %d entries" % (seq + 1, head["seq"]))
    return seq


# Ed25519, RFC 8032 section 5.1: checking a signature only, so nothing here is secret.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def point(data):
    """A point of the curve from its 32 bytes, as x, y."""
    y = int.from_bytes(data, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or y >= P or (x == 0 and data[31] >> 7):
        raise Broken("head: not a point of the curve")
    return (x if x & 1 == data[31] >> 7 else P - x), y


def add(a, b):
    cross = D * a[0] * b[0] * a[1] * b[1] % P
    x = (a[0] * b[1] + a[1] * b[0]) * pow(1 + cross, P - 2, P)
    y = (a[1] * b[1] + a[0] * b[0]) * pow(1 - cross, P - 2, P)
    return x % P, y % P


def times(n, a):
    total = (0, 1)
    while n:
        if n & 1:
            total = add(total, a)
        a, n = add(a, a), n >> 1
    return total


def signature_fits(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    base = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    return s < L and times(s, base) == add(point(signature[:32]), times(k, point(key)))


def check_head(text, pinned):
    head = json.loads(text, parse_float=refuse, parse_constant=refuse)
    if head.get("format") != "countersign-head/1":
        raise Broken("head: not a head of this format")
    key, signature = bytes.fromhex(head["public_key"]), bytes.fromhex(head["signature"])
    signed = {field: value for field, value in head.items() if field != "signature"}
    message = b"countersign-record/1 head\n" + canonical(signed)
    if (len(key), len(signature)) != (32, 64) or not signature_fits(key, message, signature):
        raise Broken("head: its signature does not fit")
    if pinned and pinned.lower() != head["public_key"]:
        raise Broken("head: signed by another key than the one you expect")
    return head


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__)
        return 2
    try:
        with open(arguments[1], encoding="utf-8") as file:
            head = check_head(file.read(4096), arguments[2] if len(arguments) == 3 else None)
        with open(arguments[0], "rb") as export:
            found = check_record(export, head)
    except Broken as why:
        print("BROKEN: %s" % why)
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print("not checked: %r" % error)
        return 2
    print("holds: %d entries, signed %s by %s" % (head["seq"], head["at"], head["public_key"]))
    if found > head["seq"]:
        print("note: %d later entries are chained but not vouched for by this head" % (found - head["seq"]))
    if len(arguments) < 3:
        print("note: no public key was given, so who signed is not checked")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
