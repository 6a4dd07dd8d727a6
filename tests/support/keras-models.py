"""Makes Keras files, and runs ours, for the tests. Each command prints one line of JSON.

make FOLDER     writes networks with random weights in many ways, and gives their outputs on `pictures`
predict FOLDER  loads the whole-model files there and gives their outputs on `pictures`
"""

import json
import os
import sys

import h5py
import keras
import numpy as np
from keras import layers

CLASSES = 3


def pictures(size):
    """Two pictures, the second darker, that the other side makes too: the same formula, in float32."""
    index = np.arange(2 * size * size * 3, dtype=np.int64)
    values = (index * 7919 % 1009).astype(np.float32) / np.float32(1009)
    return values.reshape(2, size, size, 3) * np.float32([1, 0.25]).reshape(2, 1, 1, 1)


def randomize(model, seed):
    """Weights that keep the size of what passes through, and statistics that are not those of a new layer."""
    rng = np.random.default_rng(seed)
    for layer in model._flatten_layers(include_self=False):
        if list(layer._flatten_layers(include_self=False)):
            continue
        values = []
        for weight, value in zip(layer.weights, layer.get_weights()):
            name = weight.name
            if "kernel" in name:
                depthwise = "depthwise" in weight.path
                fan_in = value.shape[0] * value.shape[1] if depthwise else np.prod(value.shape[:-1])
                value = rng.normal(0, np.sqrt(1.6 / fan_in), value.shape)
            elif "gamma" in name or "variance" in name:
                value = rng.uniform(0.7, 1.3, value.shape)
            else:
                value = rng.normal(0, 0.1, value.shape)
            values.append(value.astype(np.float32))
        layer.set_weights(values)


def outputs(model):
    size = model.input_shape[1]
    return np.asarray(model(pictures(size), training=False)).tolist()


def base_of(name, size):
    make = {
        "vgg16": keras.applications.VGG16,
        "xception": keras.applications.Xception,
        "mobilenet-v2": keras.applications.MobileNetV2,
        "densenet121": keras.applications.DenseNet121,
        "resnet50": keras.applications.ResNet50,
    }[name]
    return make(include_top=False, weights=None, input_shape=(size, size, 3))


def reference_head(x):
    x = layers.Flatten()(x)
    x = layers.Dense(256, activation="relu")(x)
    return layers.Dense(CLASSES, activation="softmax")(x)


def pooled(base, name):
    """Mean of the last convolution's maps and Dense, whose outputs lie well between 0 and 1."""
    maps = base.get_layer("block5_conv3").output if name == "vgg16" else base.output
    features = layers.GlobalAveragePooling2D()(maps)
    model = keras.Model(base.input, layers.Dense(CLASSES, activation="softmax")(features))
    randomize(model, 12)
    size = base.input_shape[1]
    values = np.asarray(keras.Model(base.input, features)(pictures(size), training=False))
    kernel = np.random.default_rng(13).normal(0, 1 / np.linalg.norm(values[0]), (values.shape[1], CLASSES))
    model.layers[-1].set_weights([kernel.astype(np.float32), np.float32([0.1, -0.2, 0.3])])
    return model


def sequential(base):
    return keras.Sequential(
        [
            base,
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def frozen_sequential(base):
    model = sequential(base)
    base.trainable = False
    return model


def half_frozen_sequential(base):
    model = sequential(base)
    for layer in base.layers:
        layer.trainable = layer.name.startswith("block5")
    return model


def functional(base):
    entrance = keras.Input(base.input_shape[1:])
    return keras.Model(entrance, reference_head(base(entrance, training=False)))


def flat(base):
    return keras.Model(base.input, reference_head(base.output))


def flat_sequential(base):
    model = keras.Sequential([keras.Input(base.input_shape[1:]), *base.layers[1:]])
    for layer in (layers.Flatten(), layers.Dense(256), layers.Activation("relu"), layers.Dense(CLASSES)):
        model.add(layer)
    model.add(layers.Softmax())
    return model


def bytes_in(base):
    """Takes 0..255 and scales by itself: ours takes 0..1."""
    entrance = keras.Input(base.input_shape[1:])
    x = layers.RandomFlip("horizontal")(entrance)
    x = layers.Rescaling(1.0 / 255)(x)
    return keras.Model(entrance, reference_head(base(x)))


REFERENCE_FORMS = {
    "frozen-sequential": frozen_sequential,
    "half-frozen-sequential": half_frozen_sequential,
    "functional": functional,
    "flat": flat,
    "flat-sequential": flat_sequential,
    "bytes-in": bytes_in,
}


def make_reference(folder):
    """The reference network in the ways people write it down. Gives the outputs of each."""
    expected = {}
    for number, (form, build) in enumerate(REFERENCE_FORMS.items()):
        model = build(base_of("vgg16", 32))
        randomize(model, number)
        model.save(os.path.join(folder, form + ".h5"))
        scale = 255 if form == "bytes-in" else 1
        expected[form] = np.asarray(model(pictures(32) * scale, training=False)).tolist()
    return expected


def make_pooled(folder):
    """Each network of keras.applications with a pooled head, as a whole model."""
    expected = {}
    for name in ("vgg16", "xception", "mobilenet-v2", "densenet121", "resnet50"):
        model = pooled(base_of(name, 71 if name == "xception" else 64), name)
        model.save(os.path.join(folder, name + ".h5"))
        expected[name] = outputs(model)
    return expected


def make_bases(folder):
    """Networks without top, as weights in the layouts of Keras 2 (whose releases are such files) and 3."""
    from keras.src.legacy.saving import legacy_h5_format

    expected = {}
    for name, size in (("xception", 71), ("mobilenet-v2", 64)):
        keras.layers.Conv2D(1, 1), keras.layers.BatchNormalization()  # so that Keras numbers on from here
        base = base_of(name, size)
        randomize(base, 11)
        with h5py.File(os.path.join(folder, name + "-notop.h5"), "w") as file:
            legacy_h5_format.save_weights_to_hdf5_group(file, base)
        expected[name] = {
            "layers": [layer.name for layer in base.layers],
            "parameters": base.count_params(),
            "maps": np.asarray(outputs(base)).reshape(-1).tolist(),
        }
    base.save_weights(os.path.join(folder, "named.weights.h5"))
    base.save_weights(os.path.join(folder, "numbered.weights.h5"))
    with h5py.File(os.path.join(folder, "numbered.weights.h5"), "r+") as file:
        # The first releases of Keras 3 wrote no names.
        for layer in file["layers"].values():
            layer["vars"].attrs.pop("name", None)
    return expected


def make_others(folder):
    """Networks that ours are not."""
    base = base_of("mobilenet-v2", 32)
    two = keras.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(2, activation="softmax")])
    two.save(os.path.join(folder, "two-classes.h5"))
    wide = keras.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(9), layers.Dense(3)])
    wide.save(os.path.join(folder, "another-head.h5"))
    oblong = keras.Sequential([keras.Input((32, 64, 3)), layers.Flatten(), layers.Dense(3)])
    oblong.save(os.path.join(folder, "oblong.h5"))
    tiny = keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), layers.Dense(3)])
    tiny.save(os.path.join(folder, "tiny.h5"))
    return {}


def make(folder):
    return {
        "reference": make_reference(folder),
        "pooled": make_pooled(folder),
        "bases": make_bases(folder),
        "others": make_others(folder),
    }


def predict(folder):
    """The outputs of every whole-model file in a folder."""
    found = {}
    for name in sorted(os.listdir(folder)):
        model = keras.models.load_model(os.path.join(folder, name), compile=False)
        found[name] = {"outputs": outputs(model), "layers": [layer.name for layer in model.layers]}
    return found


if __name__ == "__main__":
    command, argument = sys.argv[1:]
    print(json.dumps({"make": make, "predict": predict}[command](argument)))
