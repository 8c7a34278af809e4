"""The twelve rules of rules.yaml as SQL in DuckDB: one pass over the file, exact decimals, every outcome counted.

Not called duckdb.py, because Python would then take it for the module of that name.
"""

import argparse
import json

import duckdb

TEXTS = ["header.row_id", "header.kind", "header.region_code", "header.note"]
LINES = ["pay", "premises", "supplies", "transport", "other", "total"]
AMOUNTS = [f"{table}.{line}" for table in ("plan", "actual", "forecast") for line in LINES] + [
    f"position.{figure}"
    for figure in (
        "annual_budget", "month_spend", "variance", "forecast_variance",
        "opening_cash", "receipts", "payments", "closing_cash", "grant_spent",
    )
]  # fmt: skip

# When a rule applies, where that depends, and what it asks. What comes to NULL, because a figure is missing, is not
# judged; but false and NULL is false.
RULES = {
    "FLT-01": (None, 'abs("plan.total" - ("plan.pay" + "plan.premises" + "plan.supplies" + "plan.transport" + "plan.other")) <= 0.01'),
    "FLT-02": (None, 'abs("actual.total" - ("actual.pay" + "actual.premises" + "actual.supplies" + "actual.transport" + coalesce("actual.other", 0))) <= 0.01'),
    # half a penny for each of the six figures, and for each of three
    "FLT-03": (None, 'abs("forecast.total" - ("forecast.pay" + "forecast.premises" + "forecast.supplies" + "forecast.transport" + "forecast.other")) <= 0.03'),
    "FLT-04": (None, 'abs("position.variance" - ("plan.total" - "actual.total")) <= 0.015'),
    "FLT-05": (None, '"position.forecast_variance" = "position.annual_budget" - "forecast.total"'),
    "FLT-06": (None, '"actual.total" >= "position.month_spend"'),
    "FLT-07": (None, '"actual.total" - "plan.total" <= 0.01 * "plan.total"'),
    "FLT-08": (None, '"position.closing_cash" = "position.opening_cash" + "position.receipts" - "position.payments" AND "position.closing_cash" >= 0'),
    "FLT-09": ("\"header.kind\" = 'grant'", '"position.grant_spent" <= "position.receipts"'),
    "FLT-10": ("\"header.kind\" IN ('revenue', 'grant')", 'abs("position.forecast_variance") <= 0.25 * "position.annual_budget"'),
    "FLT-11": ("\"header.kind\" = 'capital' AND \"header.region_code\" <> 'R09'", '"actual.pay" = 0'),
    "FLT-12": (None, '"forecast.total" >= "actual.total" AND "forecast.other" >= "actual.other"'),
}  # fmt: skip


def query():
    """The statement: each condition is worked out once, and then counted."""
    types = {name: "VARCHAR" for name in TEXTS} | {name: "DECIMAL(18,2)" for name in AMOUNTS}
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    conditions, counts = [], ["count(*)"]
    for number, (when, asked) in enumerate(RULES.values()):
        a, w = f"a{number}", f"w{number}"
        conditions.append(f"{asked} AS {a}")
        if when:
            conditions.append(f"{when} AS {w}")
            counts += [f"count_if({w} AND {a})", f"count_if({w} AND NOT {a})", f"count_if(NOT {w})"]
        else:
            counts += [f"count_if({a})", f"count_if(NOT {a})", "0"]
    return f"""
        SELECT {", ".join(counts)}
        FROM (
            SELECT {", ".join(conditions)}
            FROM read_csv(?, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
                          columns = {{{columns}}})
        )
    """


def main():
    """Counts and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("csv")
    parser.add_argument("--threads", type=int, help="as many as the machine runs at once, unless said")
    given = parser.parse_args()
    base = duckdb.connect(config={"threads": given.threads} if given.threads else {})
    rows, *counts = base.execute(query(), [given.csv]).fetchone()
    rules = {}
    for number, rule in enumerate(RULES):
        passed, failed, left_out = counts[3 * number : 3 * number + 3]
        rules[rule] = {
            "pass": passed,
            "fail": failed,
            "not_applicable": left_out,
            "not_judged": rows - passed - failed - left_out,
        }
    print(json.dumps({"rows": rows, "rules": rules}))


main()
