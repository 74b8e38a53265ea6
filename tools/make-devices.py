#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes devices/*.cfg from a table of GPU facts, one file a row.

    tools/make-devices.py GPU-SPECS.csv [FOLDER]

For maintainers; the files it makes are committed.  A file is named after its
GPU, without the brand "GeForce" and without "(per GPU)".  Rows that lack a
fact that a device file must state are reported and skipped.
"""
import csv
import os
import re
import sys

NUMBERS = [  # column of the table, key of the device file, must be there
    ("year", "year", False),
    ("compute_capability", "compute_capability", False),
    ("process_nm", "process_nm", True),
    ("sm_count", "sm_count", True),
    ("cores_per_sm", "cores_per_sm", True),
    ("base_clock_mhz", "base_clock_mhz", False),
    ("boost_clock_mhz", "boost_clock_mhz", True),
    ("sustained", "sustained_clock_mhz", False),
    ("memory_bus_bits", "memory_bus_bits", False),
    ("memory_bandwidth_gbps", "memory_bandwidth_gbs", True),
    ("memory_capacity_gb", "memory_capacity_gib", True),
    ("l2_cache_kb", "l2_cache_kib", False),
    ("shared_mem_per_sm_kb", "shared_memory_per_sm_kib", False),
    ("registers_per_sm_kb", "registers_per_sm_kib", False),
    ("tensor_cores_per_sm", "tensor_cores_per_sm", False),
    ("fp32_tflops", "fp32_tflops", False),
    ("fp16_tflops", "fp16_tflops", False),
    ("tensor_fp16_tflops", "tensor_fp16_tflops", False),
    ("host_link_gbps", "host_link_gbs", True),
    ("die_area_mm2", "die_area_mm2", False),
    ("transistors_millions", "transistors_millions", False),
    ("tdp_w", "board_power_w", False),
    ("launch_price_usd", "launch_price_usd", False),
]
TEXTS = ["name", "vendor", "architecture", "memory_type"]

SOURCES = {
    "TPU": "TechPowerUp GPU database",
    "WP": "Wikipedia GPU lists",
    "EP": "Epoch AI, Machine Learning Hardware (CC BY 4.0)",
    "ROCM": "ROCm documentation",
    "NeuSight": "NeuSight device configurations",
    "RS": "reseller's copy of the maker's table",
    "TT": "TweakTown",
}

# Measured GPUs that the table lacks.  The GRID K520 holds two GK104 chips;
# its board power is halved.
EXTRA = [
    {
        "name": "GRID K520 (per GPU)", "vendor": "NVIDIA",
        "architecture": "Kepler", "compute_capability": "3.0",
        "year": "2013", "process_nm": "28", "die_area_mm2": "294",
        "transistors_millions": "3540", "sm_count": "8",
        "cores_per_sm": "192", "base_clock_mhz": "800",
        "boost_clock_mhz": "800", "memory_type": "GDDR5",
        "memory_bus_bits": "256", "memory_bandwidth_gbps": "160",
        "memory_capacity_gb": "4", "l2_cache_kb": "512",
        "shared_mem_per_sm_kb": "48", "registers_per_sm_kb": "256",
        "fp32_tflops": "2.458", "host_link_gbps": "15.75",
        "tdp_w": "112.5", "source": "",
        "words": "public facts of the GRID K520 board",
        "notes": ["Board power is half of that of the two-GPU board."],
    }
]


def file_name(name):
    name = name.replace("(per GPU)", "").replace(" Generation", "")
    name = re.sub(r"^GeForce ", "", name.strip())
    name = re.sub(r"(\d) GB\b", r"\1GB", name)
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def sources(row):
    """The facts' sources in words, and notes on single facts."""
    if "words" in row:
        return row["words"], row["notes"]
    facts, notes = [], []
    for code in row["source"].split("|"):
        if code in SOURCES:
            facts.append(SOURCES[code])
        elif code.startswith("price:"):
            notes.append("The price is from " + SOURCES[code[6:]] + ".")
        elif code == "xchk:WP":
            notes.append("Power, die, bandwidth and L2 were compared with"
                         " Wikipedia's lists.")
        elif code == "calc-tensor":
            notes.append("The tensor peak is computed from units and clock.")
        elif code == "derived":
            notes.append("Some values are split or summed from those of the"
                         " board or package.")
        else:
            sys.exit(f"{row['name']}: unknown source code {code}")
    if "(per GPU)" in row["name"]:
        notes.append("One GPU of a board with several: the board's power is"
                     " shared out evenly.")
    return "; ".join(facts), notes


def counts_double(row):
    """Peaks quoted with dual issue are twice what the lanes and clock give."""
    if not row.get("fp32_tflops"):
        return False
    peak = (2e-6 * float(row["sm_count"]) * float(row["cores_per_sm"])
            * float(row["boost_clock_mhz"]))
    return float(row["fp32_tflops"]) / peak > 1.9


def wrapped(text, out):
    line = "#"
    for word in text.split():
        if len(line) + 1 + len(word) > 78:
            out.append(line)
            line = "#"
        line += " " + word
    out.append(line)


def watts_per_core_ghz(row):
    """Board power over cores and boost clock, None where one is unknown."""
    if not row.get("tdp_w") or not row.get("boost_clock_mhz"):
        return None
    return (1e6 * float(row["tdp_w"]) / float(row["sm_count"])
            / float(row["cores_per_sm"]) / float(row["boost_clock_mhz"]))


def family(row):
    return row["vendor"], row["architecture"], row["process_nm"]


def power_floors(rows):
    """The first decile of watts a core and GHz over the boards of a family
    of at least five: a board with less cannot hold its boost clock."""
    of = {}
    for row in rows:
        if watts_per_core_ghz(row):
            of.setdefault(family(row), []).append(watts_per_core_ghz(row))
    floors = {}
    for key, values in of.items():
        values.sort()
        if len(values) >= 5:
            at = (len(values) - 1) / 10
            low = values[int(at)]
            floors[key] = low + (at - int(at)) * (values[int(at) + 1] - low)
    return floors


# What the table does not say and a rule does not give: clock in MHz, why.
SUSTAINED = {
    "Tesla K40": (745, "its default application clock (NVIDIA Tesla K40"
                  " board specification); the boost clock must be asked for"),
}

# GeForce and TITAN boards since Pascal run above the rated boost clock while
# power and heat allow it (GPU Boost 3.0): a typical clock over the rated one.
BOOST_3 = 1.1


def sustained(row, floors):
    """Clock held under load, MHz, and why; None where it is the boost clock.

    Dynamic power goes with clock times voltage squared, so that what a
    power limit leaves of the clock lies between its cube root and itself;
    the square root is taken."""
    if row["name"] in SUSTAINED:
        return SUSTAINED[row["name"]]
    boost, power = float(row["boost_clock_mhz"]), watts_per_core_ghz(row)
    floor = floors.get(family(row))
    if row["vendor"] != "NVIDIA":
        return None
    if power and floor and power < 0.995 * floor:
        return (round(boost * (power / floor) ** 0.5),
                f"estimated: its {power:.1f} W a core and GHz are less than"
                f" the {floor:.1f} W of the first decile of its family")
    if (re.match("GeForce|TITAN", row["name"])
            and not re.search("Mobile|Laptop|Max-Q", row["name"])
            and float(row.get("compute_capability") or 0) >= 6):
        return (round(BOOST_3 * boost),
                "estimated: such boards run a tenth above the rated boost"
                " clock while power and heat allow it (GPU Boost 3.0)")
    return None


def device_text(row, floors):
    facts, notes = sources(row)
    row = dict(row)
    clock = sustained(row, floors)
    if counts_double(row):
        row["fp32_tflops"] = ""
        notes.append("The quoted FP32 peak counts dual issue, twice what lanes"
                     " and clock give, and is left out.")
    if clock:
        row["sustained"] = str(clock[0])
        notes.append(f"Sustained clock: {clock[1]}.")
    else:
        notes.append("No sustained clock is known: predictions take the boost"
                     " clock.")
    out = [f"# {row['name']} ({row['year']})"]
    wrapped(f"Facts: {facts}. " + " ".join(notes), out)
    out += ["device:", "{"]
    for key in TEXTS[:3]:
        out.append(f'    {key} = "{row[key]}";')
    out.append('    status = "real";')
    for column, key, _ in NUMBERS:
        if key == "memory_bus_bits":
            out.append(f'    memory_type = "{row["memory_type"]}";')
        if row.get(column):
            out.append(f"    {key} = {row[column]};")
    if len(facts) > 150:
        sys.exit(f"{row['name']}: the text of its sources is too long")
    out += [f'    source = "{facts}";', "};", ""]
    return "\n".join(out)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = sys.argv[2] if len(sys.argv) == 3 else "devices"
    os.makedirs(folder, exist_ok=True)
    with open(sys.argv[1], newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream)) + EXTRA
    floors = power_floors(rows)
    seen = {}
    for row in rows:
        lacks = [c for c, _, must in NUMBERS if must and not row.get(c)]
        if lacks:
            print(f"skipped {row['name']}: no {', '.join(lacks)}",
                  file=sys.stderr)
            continue
        name = file_name(row["name"])
        if name in seen:
            sys.exit(f"{row['name']} and {seen[name]} give one file, {name}")
        seen[name] = row["name"]
        path = os.path.join(folder, name + ".cfg")
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            out.write(device_text(row, floors))
    print(f"{len(seen)} devices in {folder}")


main()
