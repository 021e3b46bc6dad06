"""One run of peer.sql, in a process of its own. Prints counts by class and what DuckDB alone took."""

import json
import resource
import sys
import time
from pathlib import Path

import duckdb

state, pos, menu, report = sys.argv[1:5]
sql = Path(__file__).with_name("peer.sql").read_text(encoding="utf-8")
base = resource.getrusage(resource.RUSAGE_SELF)
start = time.perf_counter()
db = duckdb.connect()
# The order of rows is not needed, and keeping it costs memory.
db.execute("set preserve_insertion_order = false")
for statement in sql.format(state=state, pos=pos, menu=menu, report=report).split(";"):
    if statement.strip():
        db.execute(statement)
counts = dict(db.execute("select class, count(*) from found group by class").fetchall())
wall = time.perf_counter() - start
end = resource.getrusage(resource.RUSAGE_SELF)
cpu = end.ru_utime + end.ru_stime - base.ru_utime - base.ru_stime
# In kilobytes, without what the interpreter had before.
memory = end.ru_maxrss - base.ru_maxrss
print(json.dumps({"version": duckdb.__version__, "counts": counts, "wall": wall, "cpu": cpu, "memory": memory}))
