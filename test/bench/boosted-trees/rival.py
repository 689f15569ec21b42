"""Trains xgboost's `hist` on a file of columns and prints what it took. Arguments: file, rows, columns, threads."""
import json
import sys
import time

import numpy as np
import xgboost

path, rows, width, threads = sys.argv[1], *map(int, sys.argv[2:5])
data = np.memmap(path, dtype=np.float32, mode="r").reshape(width + 1, rows)
features, target = np.ascontiguousarray(data[:width].T), np.array(data[width])
train = int(rows * 0.8)
settings = {
    "objective": "binary:logistic", "tree_method": "hist", "max_bin": 256,
    "max_depth": 6, "eta": 0.1, "nthread": threads,
}
cpu, wall = time.process_time(), time.perf_counter()
rows_in = xgboost.DMatrix(features[:train], label=target[:train], nthread=threads)
model = xgboost.train(settings, rows_in, 100)
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
scores = model.predict(xgboost.DMatrix(features[train:], nthread=threads))
print(json.dumps({
    "version": xgboost.__version__, "cpuSeconds": cpu, "seconds": wall, "scores": scores.astype(float).tolist(),
}))
