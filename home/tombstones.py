"""Who was erased, in a file outside the database, so that restoring an older backup can be put right.

One JSON object a line. A tombstone holds the number of the account, the moment it was made and salted hashes
of its addresses: enough to know the person again in a restored database, nothing to find them by. It is
written before the erasure begins; where that fails, a second line withdraws it.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

# scrypt's cost: a guess at an address takes about 50 ms and 16 MB.
COST = {"n": 2**14, "r": 8, "p": 1}


def bury(member, addresses):
    """Write the tombstone of a member with these addresses and return its id. OSError if it cannot be kept."""
    key, salt = secrets.token_hex(16), secrets.token_hex(16)
    _append(
        {
            "id": key,
            "at": timezone.now().isoformat(timespec="seconds"),
            "member": member.pk,
            "joined": member.date_joined.isoformat(),
            "salt": salt,
            "addresses": sorted(_hash(address, salt) for address in addresses),
        }
    )
    return key


def withdraw(key):
    """Take back a tombstone: the erasure did not happen, and the member may stay."""
    _append({"withdrawn": key})


def read():
    """(tombstones, troubles): the valid ones in order, and a sentence for each line that cannot be read."""
    path = Path(settings.TOMBSTONES)
    found, troubles = {}, []
    if not path.exists():
        return [], []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if "withdrawn" in row:
                found.pop(row["withdrawn"], None)
                continue
            datetime.fromisoformat(row["joined"])
            bytes.fromhex(row["salt"])
            if type(row["member"]) is not int or not isinstance(row["addresses"], list):
                raise TypeError
            found[row["id"]] = row
        except (ValueError, KeyError, TypeError):
            troubles.append(f"line {number} of {path} is no tombstone")
    return list(found.values()), troubles


def is_of(tombstone, member, addresses):
    """Whether a tombstone is this member's: the same number, and the same address or moment of joining.

    The moment alone counts only where it has a fraction of a second, as accounts made on the site have:
    two people imported on one midnight are two people.
    """
    if tombstone["member"] != member.pk:
        return False
    joined = member.date_joined
    if joined.microsecond and datetime.fromisoformat(tombstone["joined"]) == joined:
        return True
    return any(_hash(address, tombstone["salt"]) in tombstone["addresses"] for address in addresses)


def _hash(address, salt):
    words = address.strip().lower().encode()
    return hashlib.scrypt(words, salt=bytes.fromhex(salt), dklen=32, maxmem=64 * 2**20, **COST).hex()


def _append(row):
    """One more line, on the disk when this returns, whole even when two are written at once."""
    path = Path(settings.TOMBSTONES)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        # A machine that stopped in the middle of a line must not spoil the next one.
        torn = size and os.pread(file, 1, size - 1) != b"\n"
        _write(file, (b"\n" if torn else b"") + json.dumps(row).encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)
    # The name of a new file is on the disk only when its folder is.
    with contextlib.suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write(file, line):
    while line:
        line = line[os.write(file, line) :]
