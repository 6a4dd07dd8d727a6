"""Runs SavedModels for the tests and prints what they give, as one line of JSON.

FOLDER SIZE  two pictures of SIZE pixels a side, made by the same formula as keras-models.py makes them
"""

import json
import sys

import numpy as np
import tensorflow as tf

folder, size = sys.argv[1], int(sys.argv[2])
index = np.arange(2 * size * size * 3, dtype=np.int64)
x = ((index * 7919 % 1009).astype(np.float32) / np.float32(1009)).reshape(2, size, size, 3)
signature = tf.saved_model.load(folder).signatures["serving_default"]
print(json.dumps({name: value.numpy().tolist() for name, value in signature(x=tf.constant(x)).items()}))
