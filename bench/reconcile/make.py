"""Three exports of a large shop, the same for the same seed, with discrepancies planted, and the changes of a day.

    make.py FOLDER [ROWS] [SEED]
"""

import random
import sys
from pathlib import Path

FACILITIES = ["402R-00001", "402R-00002", "402R-00003"]
UNITS = ["Each", "Each", "Each", "Grams"]


def tag(number):
    return f"1A4060300001A2B{number:09d}"


def package(number, rng):
    """State, point of sale and menu rows of one package that nothing is wrong with."""
    facility = rng.choice(FACILITIES)
    unit = rng.choice(UNITS)
    count = str(rng.randrange(1, 200)) if unit == "Each" else f"{rng.randrange(1, 90000) / 100:.2f}"
    price = f"{rng.randrange(8, 90)}.{rng.choice(['00', '50', '99'])}"
    channel = rng.choice(["greenlist", "leafboard"])
    state = [tag(number), facility, count, unit, "TestPassed", ""]
    pos = [tag(number), facility, count, unit, "Active", price]
    menu = [tag(number), facility, count, channel, "visible", price]
    return [state], [pos], [menu]


def copy(rows):
    return tuple([list(row) for row in column] for column in rows)


def spoil(rows, rng):
    """One thing goes wrong, or nothing."""
    state, pos, menu = rows
    what = rng.randrange(1000)
    if what < 4:
        state.clear()
    elif what < 7:
        pos.clear()
    elif what < 12:
        menu.clear()
    elif what < 22:
        pos[0][2] = str(int(float(pos[0][2])) + rng.randrange(2, 9))
    elif what < 24:
        pos[0][3] = "Ounces" if pos[0][3] == "Grams" else "Grams"
    elif what < 27:
        state[0][4] = rng.choice(["OnHold", "TestFailed", "Recalled", "NotTested", "Finished", "Expired"])
    elif what < 33:
        menu[0][5] = "7.77"
    elif what < 37:
        other = list(menu[0])
        other[3] = "leafboard" if other[3] == "greenlist" else "greenlist"
        other[5] = "6.66" if what < 35 else other[5]
        menu.append(other)
    elif what < 39:
        pos[0][1] = "402R-00009"
    elif what < 41:
        pos.append(list(pos[0]))
    elif what < 44:
        state[0][2] = pos[0][2] = "0"
    elif what < 45:
        pos[0][4] = "Quarantine"
    return rows


HEADERS = [
    "tag,facility,qty,unit,status,price",
    "tag,facility,qty,unit,status,price",
    "tag,facility,qty,channel,status,price",
]
NAMES = ["state", "pos", "menu"]


def write(folder, suffix, columns, rng):
    for name, header, rows in zip(NAMES, HEADERS, columns):
        rng.shuffle(rows)
        with open(folder / f"{name}{suffix}.csv", "w", encoding="utf-8", newline="") as out:
            out.write(header + "\n")
            out.writelines(",".join(row) + "\n" for row in rows)


def main():
    folder = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 7)
    folder.mkdir(parents=True, exist_ok=True)
    columns, changed = ([], [], []), ([], [], [])
    for number in range(count):
        good = package(number, rng)
        rows = spoil(copy(good), rng)
        for column, part in zip(columns, rows):
            column.extend(part)
        if rng.randrange(100) == 0:
            # Of a package that changes, every source's rows are told anew, where it still has them.
            sold = copy(good)
            sold[0][0][2] = sold[1][0][2] = str(rng.randrange(1, 200))
            again = spoil(sold, rng)
            for column, old, part in zip(changed, rows, again):
                column.extend(part if old else [])
    write(folder, "", columns, rng)
    write(folder, ".changes", changed, rng)


main()
