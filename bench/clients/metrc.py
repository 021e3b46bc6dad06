"""Other people's Metrc clients against our simulator: what each asks, and whether it understands the answer.

    countersign sandbox --endpoints endpoints.json &
    python3 -m venv venv && venv/bin/pip install -r bench/clients/requirements.txt
    venv/bin/python bench/clients/metrc.py endpoints.json

Every line is one call of a client: the client, its method, and what came of it. The exit status is 1 when a client failed
where the simulator claims to answer.
"""

import asyncio
import inspect
import json
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

NOW = datetime.now(timezone.utc)
START = (NOW - timedelta(hours=20)).isoformat()
END = NOW.isoformat()
ROOMS = ("packages_", "sales_", "facilities_", "items_", "units_of_measure_", "transfers_", "lab_tests_", "locations_",
         "patients_", "patients_status_", "tags_", "employees_", "webhooks_", "retail_id_")


class Told:
    """What came of each call; a call that the simulator does not know is told apart from one that went wrong."""

    def __init__(self):
        self.wrong = 0

    def __call__(self, client, what, call, check=lambda answer: True):
        try:
            answer = call()
        except Exception as why:  # whatever a client makes of an answer
            text = f"{type(why).__name__}: {why}".replace("\n", " ")[:140]
            unknown = "404" in text or "405" in text
            self.wrong += not unknown
            print(f"{client:12} {what:46} {'not simulated' if unknown else 'FAILED'}  {text}")
            return None
        good = check(answer)
        self.wrong += not good
        rows = answer.get("Data", answer) if isinstance(answer, dict) else answer
        size = f"{len(rows)} rows" if isinstance(rows, (list, dict)) else type(rows).__name__
        print(f"{client:12} {what:46} {'ok' if good else 'NOT AS EXPECTED'}  {size}")
        return answer


def ids_for(client, shop, package):
    """What each room's rows are named by, so that an unknown id is not taken for an unknown call. The longest beginning counts."""
    first = lambda read: next(iter(read(**shop)["Data"]), {})
    transfer, receipt = first(client.transfers_get_incoming_v2), first(client.sales_get_receipts_active_v2)
    return {"packages_": package["Id"], "items_": package["Item"]["Id"], "sales_": receipt.get("Id"),
            "locations_": first(client.locations_get_active_v2).get("Id"), "transfers_": transfer.get("Id"),
            "transfers_get_delivery_package": transfer.get("DeliveryId"),
            "transfers_get_delivery_transporters": transfer.get("DeliveryId")}


def thunk(ends, tell):
    """Both versions, by a client generated from Metrc's own published collection: every read of a shop, a sale and its end."""
    from thunkmetrc.client.client import MetrcClient

    client = MetrcClient(ends["base_url"], ends["vendor_key"], ends["user_key"])
    shop = {"license_number": ends["license"]}
    page = tell("thunkmetrc", "packages_get_active_v2",
                lambda: client.packages_get_active_v2(**shop, page_number="1", page_size="20"))
    good = lambda row: row["Quantity"] > 2 and row["LabTestingState"] == "TestPassed"
    package = next(row for row in page["Data"] if good(row))
    known = {**shop, "page_number": "1", "page_size": "20", "id": str(package["Id"]), "label": package["Label"],
             "last_modified_start": START, "last_modified_end": END}
    ids = ids_for(client, shop, package)
    # What a shop's hub reads; cultivation and processing are nobody's at a counter.
    for name, method in inspect.getmembers(client, inspect.ismethod):
        # A receipt's own number is looked for below, where there is one.
        if "_get_" not in name or not name.startswith(ROOMS) or "external_number" in name:
            continue
        wanted = inspect.signature(method).parameters
        given = {key: value for key, value in known.items() if key in wanted}
        if name.startswith("patients"):
            given["license_number"] = ends["medical_license"]
        if "package_id" in wanted:
            given["package_id"] = str(package["Id"])
        given |= {day: NOW.date().isoformat() for day in ("sales_date_start", "sales_date_end") if "transactions" in name and day in wanted}
        room = max((room for room in ids if name.startswith(room)), key=len, default=None)
        given |= {"id": str(ids[room])} if room and ids[room] and "id" in wanted else {}
        given |= {p.name: str(package["Id"]) for p in wanted.values() if p.default is p.empty and p.name not in given}
        tell("thunkmetrc", name, lambda method=method, given=given: method(**given))
    number = f"OTHER-{NOW.timestamp():.0f}"
    sold_at = (NOW - timedelta(hours=1)).astimezone(ZoneInfo("America/Denver")).strftime("%Y-%m-%dT%H:%M:%S.000")
    line = {"PackageLabel": package["Label"], "Quantity": 1, "UnitOfMeasure": package["UnitOfMeasureName"], "TotalAmount": 10.0}
    sale = {"SalesDateTime": sold_at, "SalesCustomerType": "Consumer", "ExternalReceiptNumber": number, "Transactions": [line]}
    made = tell("thunkmetrc", "sales_create_receipt_v2", lambda: client.sales_create_receipt_v2(body=[sale], **shop))
    if made:
        receipt = str(made["Ids"][0])
        is_ours = lambda it: it["ExternalReceiptNumber"] == number
        counted = lambda: client.packages_get_v2(id=package["Label"], **shop)["Quantity"]
        tell("thunkmetrc", "sales_get_receipt_v2", lambda: client.sales_get_receipt_v2(id=receipt, **shop), is_ours)
        tell("thunkmetrc", "sales_get_receipts_external_by_external_number_v2",
             lambda: client.sales_get_receipts_external_by_external_number_v2(external_number=number, **shop), is_ours)
        tell("thunkmetrc", "packages_get_v2", lambda: [counted()], lambda it: it == [package["Quantity"] - 1])
        try:
            client.sales_delete_receipt_v2(id=receipt, **shop)
        except json.JSONDecodeError:
            # Metrc answers a deletion with 200 and nothing; this client reads JSON in it.
            pass
        tell("thunkmetrc", "sales_delete_receipt_v2", lambda: [counted()], lambda it: it == [package["Quantity"]])


def old(ends, tell):
    """Version 1, by the three clients that were written for it."""
    from pymetrc.pymetrc import Metrc as PyMetrc

    original = PyMetrc.load_endpoints
    PyMetrc.load_endpoints = lambda self, state: {**original(self, state), "base_url": [ends["base_url"]]}
    asyncio.set_event_loop(asyncio.new_event_loop())
    client = tell("pymetrc", "Metrc(...)", lambda: PyMetrc(ends["vendor_key"], ends["user_key"], "mt"),
                  lambda it: ends["license"] in it.facilities)
    if client:
        for endpoint in ["packages_v1_active", "sales_v1_receipts_active", "items_v1_active"]:
            tell("pymetrc", f"get_last_modified {endpoint}",
                 lambda endpoint=endpoint: client.get_last_modified(endpoint, ends["license"], START, END))

    from cannlytics.metrc.client import Metrc as Cannlytics

    client = Cannlytics(ends["vendor_key"], ends["user_key"], primary_license=ends["license"], state="co")
    client.base = ends["base_url"]
    tell("cannlytics", "get_facilities", client.get_facilities, lambda them: len(them) == len(ends["licenses"]))
    for name in ["get_adjustment_reasons", "get_package_types", "get_units_of_measure", "get_item_categories",
                 "get_test_types", "get_test_statuses", "get_location_types", "get_employees", "get_items", "get_locations"]:
        tell("cannlytics", name, getattr(client, name))
    for name in ["get_packages", "get_receipts", "get_transfers"]:
        tell("cannlytics", name, lambda name=name: getattr(client, name)(start=START, end=END))

    from python_metrc.metrc import METRC

    api = METRC(ends["base_url"], ends["vendor_key"], ends["user_key"], ends["license"])
    tell("python-metrc", "packages.active", lambda: api.packages.active.GET().json(), lambda rows: isinstance(rows, list))
    tell("python-metrc", "facilities", lambda: api.facilities.GET().json(), lambda rows: len(rows) == len(ends["licenses"]))
    tell("python-metrc", "sales.receipts.active", lambda: api.sales.receipts.active.GET().json(), lambda rows: isinstance(rows, list))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        ends = json.load(file)["metrc"]
    tell = Told()
    thunk(ends, tell)
    old(ends, tell)
    print(f"{tell.wrong} calls went wrong")
    sys.exit(1 if tell.wrong else 0)


main()
