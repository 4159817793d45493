#!/usr/bin/env python3
"""Append predictions and labels to logs at a steady rate, in bits that end anywhere, and rotate them by renaming.

    append-logs.py DIR --rate LINES [--seed N] [--start T] [--pace S] [--rotate-after S] [--consent FILE]

Writes DIR/predictions.jsonl and DIR/labels.jsonl, LINES a second of both together, until a file DIR/stop appears; then
writes DIR/written.json, which says what was written. Event time begins at T (Unix seconds) and runs S seconds a second,
whatever the real rate: a line's time follows from its number. Lines are in order of time; three in five are predictions,
two in three of which get their label after a while. Every other five minutes all requests fail, and the inputs move.
One line in 5,000 is no JSON.

A file is rotated about every --rotate-after seconds as logrotate does it: .1 becomes .2 and so on, the log becomes .1,
its writer goes on in it for some more lines, and then opens a new one. With --consent a file is rotated only if FILE
holds a time (Unix seconds) later than the file's creation.
"""
import argparse
import glob
import json
import os
import random
import time

FAULTY_EVERY = 5000
LAG = 20000  # lines of predictions between one and its label


class Log:
    def __init__(self, directory, name, chance, options):
        self.path = os.path.join(directory, name + ".jsonl")
        self.chance, self.options = chance, options
        self.lines = self.bad = self.rotations = 0
        self.rest = b""
        self.linger = None
        self.open()

    def open(self):
        self.file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        self.created = time.time()
        self.due = self.created + self.options.rotate_after * self.chance.uniform(0.5, 1.5)

    def write(self, lines):
        """All but a bit of the lines; what is left goes before the next ones."""
        for index in range(len(lines)):
            if (self.lines + index) % FAULTY_EVERY == FAULTY_EVERY - 1:
                lines[index] = b"this is no JSON\n"
                self.bad += 1
        self.lines += len(lines)
        data = self.rest + b"".join(lines)
        cut = self.chance.randrange(len(data) + 1) if self.chance.random() < 0.5 else len(data)
        self.rest = data[cut:]
        os.write(self.file, data[:cut])

    def turn(self):
        """Rotates when it is due."""
        now = time.time()
        if self.linger is None:
            if now < self.due or not self.has_consent():
                return
            names = sorted(glob.glob(self.path + ".*"), key=lambda name: -int(name.rsplit(".", 1)[1]))
            for name in names:
                number = int(name.rsplit(".", 1)[1])
                os.rename(name, f"{self.path}.{number + 1}")
            os.rename(self.path, self.path + ".1")
            self.linger = now + self.chance.uniform(0, 0.05)
        elif now >= self.linger:
            self.finish()
            self.linger = None
            self.rotations += 1
            self.open()

    def has_consent(self):
        if not self.options.consent:
            return True
        try:
            with open(self.options.consent) as file:
                return float(file.read() or 0) > self.created
        except FileNotFoundError:
            return False

    def finish(self):
        os.write(self.file, self.rest)
        self.rest = b""
        os.close(self.file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--rate", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=float, default=1767225600)
    parser.add_argument("--pace", type=float, default=600)
    parser.add_argument("--rotate-after", type=float, default=1.5)
    parser.add_argument("--consent")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    predictions = Log(options.directory, "predictions", chance, options)
    labels = Log(options.directory, "labels", chance, options)
    rate = options.rate * 3 / 5  # predictions a second
    step = options.pace * 1000 / rate  # milliseconds of event time from one to the next
    start = int(options.start * 1000)
    begun = time.monotonic()
    row = labelled = 0
    missing = set()  # predictions whose line was no JSON
    unmatched = 0

    def prediction(number):
        moment = start + int(number * step)
        served, x = number * 7919 % 10 // 7, number * 31 % 997
        if moment // 300000 % 2:
            return (f'{{"ts":{moment},"id":"r{number}","served":{served},"score":0.{number * 37 % 1000:03},'
                    f'"x":{x + 300},"kind":"b","group":"g{number % 3}","status":"error"}}\n').encode()
        return (f'{{"ts":{moment},"id":"r{number}","served":{served},"score":0.{number * 37 % 1000:03},'
                f'"x":{x},"kind":"{"ab"[number % 2]}","group":"g{number % 3}","status":"ok"}}\n').encode()

    def label(number):
        moment = start + int((number + LAG * rate / 30000) * step)
        return f'{{"id":"r{number}","label":{number * 7919 % 10 // 6},"ts":{moment}}}\n'.encode()

    lag = int(LAG * rate / 30000)
    while not os.path.exists(os.path.join(options.directory, "stop")):
        due = int((time.monotonic() - begun) * rate)
        # A writer that was held up does not make up for it all at once.
        due = min(due, row + int(rate / 20) + 1)
        if due > row:
            at = predictions.lines
            missing.update(
                row + index for index in range(due - row) if (at + index) % FAULTY_EVERY == FAULTY_EVERY - 1)
            predictions.write([prediction(number) for number in range(row, due)])
            row = due
        ready = [number for number in range(labelled, max(labelled, row - lag)) if number % 3]
        if ready:
            at = labels.lines
            unmatched += sum(
                number in missing for index, number in enumerate(ready)
                if (at + index) % FAULTY_EVERY != FAULTY_EVERY - 1)
            labels.write([label(number) for number in ready])
        labelled = max(labelled, row - lag)
        predictions.turn()
        labels.turn()
        time.sleep(chance.uniform(0.001, 0.006))
    for log in (predictions, labels):
        log.finish()
    counts = {
        "predictions": predictions.lines - predictions.bad, "labels": labels.lines - labels.bad,
        "bad": predictions.bad + labels.bad, "lines": predictions.lines + labels.lines, "unmatched": unmatched,
        "rotations": predictions.rotations + labels.rotations, "seconds": time.monotonic() - begun,
    }
    path = os.path.join(options.directory, "written.json")
    with open(path + ".new", "w") as file:
        json.dump(counts, file)
    os.rename(path + ".new", path)


if __name__ == "__main__":
    main()
