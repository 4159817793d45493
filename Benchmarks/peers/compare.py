#!/usr/bin/env python3
"""Check that a peer's figures are leeway's, so that the comparison is of the same work.

    compare.py LEEWAY_READINGS PEER_READINGS

Every figure of the peer is looked up among leeway's of the same hour, cell, feature and metric. Prints how many there
were and the largest difference by metric; ends with 1 if a figure is missing or differs by more than the metric's
tolerance.
"""
import json
import sys

# leeway takes the AUC on 1,000 cells of reference quantiles, the peers on 1,000 cells of equal width.
TOLERANCE = {"roc_auc": 2e-3}


def read(path, only=None):
    found = {}
    with open(path) as file:
        for line in file:
            row = json.loads(line)
            key = (row["window_start"], row["segment"], row["feature"], row["metric"])
            if row.get("version", "*") == "*" and (only is None or key in only):
                found[key] = row
    return found


def main():
    peer = read(sys.argv[2])
    leeway = read(sys.argv[1], peer)
    worst, count, missing = {}, {}, 0
    for key, row in peer.items():
        other = leeway.get(key)
        # leeway tells the coverage that was known when the hour closed; the peers have all labels from the start.
        if row["value"] is None or key[3] == "label_coverage":
            continue
        if other is None:
            missing += 1
            continue
        if other["value"] is None and other["level"] == "insufficient":
            continue  # fewer rows than leeway wants to say anything
        if other["value"] is None:
            missing += 1
            continue
        metric = key[3]
        difference = abs(row["value"] - other["value"])
        count[metric] = count.get(metric, 0) + 1
        if difference >= worst.get(metric, (0, None))[0]:
            worst[metric] = (difference, key)
    bad = [name for name, (difference, _) in worst.items() if difference > TOLERANCE.get(name, 1e-9)]
    for name in sorted(worst):
        difference, key = worst[name]
        print(f"{name:32} {count[name]:6} figures, largest difference {difference:.2g} at {' '.join(map(str, key[:3]))}")
    if missing:
        print(f"{missing} figures are missing")
    return 1 if bad or missing or not count else 0


if __name__ == "__main__":
    sys.exit(main())
