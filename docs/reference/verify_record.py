#!/usr/bin/env python3
"""Checks an exported record, or an extract of it, against its signed head. Needs Python 3.8 or later and nothing else.

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
    """The entry on this line, or Broken."""
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
    return entry


def sha256(data):
    return hashlib.sha256(data).digest()


class Tree:
    """The hash tree over the entries' hashes, as in RFC 9162: roots of whole subtrees, the largest first."""

    def __init__(self):
        self.size, self.whole = 0, []

    def push(self, entry_hash):
        node, size = sha256(b"\0" + bytes.fromhex(entry_hash)), self.size
        while size & 1:
            node, size = sha256(b"\1" + self.whole.pop() + node), size >> 1
        self.whole.append(node)
        self.size += 1

    def root(self):
        if not self.whole:
            return sha256(b"").hex()
        node = self.whole[-1]
        for left in self.whole[-2::-1]:
            node = sha256(b"\1" + left + node)
        return node.hex()


def root_of(entry_hash, place, size, path):
    """The root that a path leads to from the entry at a place, counted from 0; RFC 9162 section 2.1.3.2."""
    node, at, last = sha256(b"\0" + bytes.fromhex(entry_hash)), place, size - 1
    for text in path:
        neighbour = bytes.fromhex(text)
        if last == 0:
            return None
        if at & 1 or at == last:
            node = sha256(b"\1" + neighbour + node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = sha256(b"\1" + node + neighbour)
        at, last = at >> 1, last >> 1
    return node.hex() if last == 0 else None


def parse_entry(text, seq):
    """A canonical line with a hash that fits, or Broken."""
    try:
        entry = json.loads(text, parse_int=whole, parse_float=refuse, parse_constant=refuse)
        same = canonical(entry) == text.encode()
    except (ValueError, RecursionError) as error:
        raise Broken("entry %d: not canonical JSON: %s" % (seq, error))
    if not same or not isinstance(entry, dict) or set(entry) != FIELDS or digest(entry) != entry["hash"]:
        raise Broken("entry %d: changed, or not an entry in canonical form" % seq)
    return entry


def check_extract(text, head):
    """How many entries an extract has and of how many, or Broken. That its readable part says the same is not checked."""
    begin, end = '<script type="application/json" id="extract">', "</script>\n</body>\n</html>\n"
    if begin not in text or not text.endswith(end):
        raise Broken("not an extract, or its data was cut")
    data = json.loads(text.split(begin, 1)[1][: -len(end)], parse_float=refuse, parse_constant=refuse)
    if data["format"] != "countersign-extract/1":
        raise Broken("not an extract of this format")
    if json.loads(data["head"]) != head:
        raise Broken("head: the extract has another one")
    seal = parse_entry(data["seal"], head["seq"])
    if (seal["seq"], seal["hash"]) != (head["seq"], head["hash"]):
        raise Broken("the last entry is not the one the head vouches for")
    size, root = seal["body"]["tree"]["size"], seal["body"]["tree"]["root"]
    if seal["kind"] != "look.extract" or size != seal["seq"] - 1:
        raise Broken("the last entry does not close an extract")
    if seal["body"]["entries"] != len(data["entries"]):
        raise Broken("%d entries were taken out and %d are there" % (seal["body"]["entries"], len(data["entries"])))
    before = None
    for proved in data["entries"]:
        entry = parse_entry(proved["line"], (before["seq"] if before else 0) + 1)
        seq = entry["seq"]
        if before and seq <= before["seq"]:
            raise Broken("entry %d: twice or out of order" % seq)
        if before and seq == before["seq"] + 1 and entry["prev"] != before["hash"]:
            raise Broken("entry %d: does not follow the one before it" % seq)
        if seq > size or root_of(entry["hash"], seq - 1, size, proved["path"]) != root:
            raise Broken("entry %d: does not stand at its place in the record" % seq)
        before = entry
    return len(data["entries"]), size


def check_record(export, head):
    """How many entries there are, or Broken. The head is never taken from the export."""
    if export.readline(64) != b"countersign-record/1\n":
        raise Broken("line 1: not a record of this format")
    seq, last, tree = 0, "0" * 64, Tree()
    while True:
        if seq == head["seq"] and last != head["hash"]:
            raise Broken("entry %d: not the one the head vouches for; rewritten here or before" % seq)
        line = export.readline(LINE_BYTES_MAX + 2)
        if not line:
            break
        try:
            entry = check_entry(line, seq + 1, last)
            if entry["kind"] == "look.extract":
                told = entry["body"]["tree"]
                if (told["size"], told["root"]) != (tree.size, tree.root()):
                    raise Broken("an extract was taken out under a root that is not the record's")
            last = entry["hash"]
            tree.push(last)
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
            start = export.read(15)
            export.seek(0)
            if start == b"<!doctype html>":
                found, of = check_extract(export.read().decode(), head)
                print("holds: %d of %d entries, signed %s by %s" % (found, of, head["at"], head["public_key"]))
                print("note: the data was checked; that the readable part says the same was not")
                if len(arguments) < 3:
                    print("note: no public key was given, so who signed is not checked")
                return 0
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
