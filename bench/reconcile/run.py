"""Ours and DuckDB in turns over the same exports: counts must be the same, the best of the rounds counts.

    run.py MEASURE FOLDER [ROUNDS]

MEASURE is the example `measure` of countersign-reconcile, built with --release; FOLDER is what make.py made. Ours is charged
with its whole process. DuckDB is not charged with Python, its own import or what the interpreter held before.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

measure, folder = sys.argv[1], Path(sys.argv[2])
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
exports = [str(folder / f"{name}.csv") for name in ["state", "pos", "menu"]]
changes = [str(folder / f"{name}.changes.csv") for name in ["state", "pos", "menu"]]


def ours():
    start = time.perf_counter()
    child = subprocess.Popen([measure, "full", *exports, str(folder / "ours.csv")], stdout=subprocess.PIPE)
    text = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    assert status == 0, status
    counts = {name: entry["count"] for name, entry in json.loads(text)["classes"].items()}
    return {"counts": counts, "wall": wall, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss}


def peer():
    script = str(Path(__file__).with_name("peer.py"))
    return json.loads(subprocess.check_output([sys.executable, script, *exports, str(folder / "peer.csv")]))


a, b = [], []
for _ in range(rounds):
    a.append(ours())
    b.append(peer())
    mine, theirs = a[-1]["counts"], b[-1]["counts"]
    assert mine == theirs, {name: (mine.get(name), theirs.get(name)) for name in {*mine, *theirs}}

print(f"{sum(a[0]['counts'].values())} discrepancies of {len(a[0]['counts'])} classes, the same in both; DuckDB {b[0]['version']}")
for what, unit in [("wall", "s"), ("cpu", "s"), ("memory", "kB")]:
    mine, theirs = min(run[what] for run in a), min(run[what] for run in b)
    print(f"{what:7} ours {mine:10.3f} {unit}, DuckDB {theirs:12.3f} {unit}, {mine / theirs:.3f} of it")

told = json.loads(subprocess.check_output([measure, "delta", *exports, *changes]))
share = told["delta_micros"] / told["full_micros"]
cpu = told["delta_cpu_micros"] / 1e6 / min(run["cpu"] for run in a)
print(f"change of {told['changed_rows']} rows: {told['delta_micros']} µs, from the start {told['full_micros']} µs, {share:.4f} of it; its processor time is {cpu:.4f} of ours")
