"""Decodes DICOM files with pydicom: what our own decoder is compared with.

Arguments: a folder to write to, then files. For each it writes `<place>.stored`, the first frame's stored numbers as
32-bit little endian, and for gray pictures `<place>.gray`, the bytes shown. Prints one JSON list: for each file the
decoder that was used, or null where none is installed.
"""

import json
import sys
import warnings
import zlib

import numpy as np
import pydicom
from pydicom.encaps import generate_frames
from pydicom.pixels import apply_modality_lut, apply_voi_lut, get_decoder

warnings.filterwarnings('ignore')
DEFLATED_FRAMES = '1.2.840.10008.1.2.8.1'


def stored_pixels(data_set):
    syntax = data_set.file_meta.TransferSyntaxUID
    if syntax == DEFLATED_FRAMES:
        frames = int(data_set.get('NumberOfFrames', 1))
        raw = zlib.decompress(next(iter(generate_frames(data_set.PixelData, number_of_frames=frames))), -15)
        shape = (data_set.Rows, data_set.Columns)
        if data_set.BitsAllocated == 1:
            bits = np.unpackbits(np.frombuffer(raw, np.uint8), bitorder='little')
            return bits[: shape[0] * shape[1]].reshape(shape), 'zlib'
        return np.frombuffer(raw, f'u{data_set.BitsAllocated // 8}').reshape(shape), 'zlib'
    decoder = get_decoder(syntax)
    plugins = decoder.available_plugins
    for plugin in ('gdcm', 'pydicom', 'pylibjpeg'):
        if plugin in plugins:
            return decoder.as_array(data_set, index=0, raw=True, decoding_plugin=plugin)[0], plugin
    return decoder.as_array(data_set, index=0, raw=True)[0], 'pydicom'


def window_range(data_set):
    """The output range that pydicom's windowing fills."""
    if 'ModalityLUTSequence' in data_set:
        return 0, 2 ** data_set.ModalityLUTSequence[0].LUTDescriptor[2] - 1
    bits = data_set.BitsStored
    low, high = (0, 2**bits - 1) if data_set.PixelRepresentation == 0 else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    if 'RescaleSlope' in data_set and 'RescaleIntercept' in data_set:
        slope, intercept = float(data_set.RescaleSlope), float(data_set.RescaleIntercept)
        low, high = low * slope + intercept, high * slope + intercept
    return low, high


def shown_gray(data_set, stored):
    values = apply_modality_lut(stored, data_set)
    if 'VOILUTSequence' in data_set:
        low, high = 0, 2 ** data_set.VOILUTSequence[0].LUTDescriptor[2] - 1
        shown = apply_voi_lut(values, data_set).astype(np.float64)
    elif 'WindowWidth' in data_set:
        low, high = window_range(data_set)
        shown = apply_voi_lut(values, data_set).astype(np.float64)
    elif data_set.BitsStored <= 8:
        low, high = 0, 2**data_set.BitsStored - 1
        shown = values.astype(np.float64)
    else:
        low, high = float(values.min()), float(values.max())
        shown = values.astype(np.float64)
    gray = np.clip((shown - low) / (high - low), 0, 1) * 255
    if data_set.PhotometricInterpretation == 'MONOCHROME1':
        gray = 255 - gray
    return np.floor(gray + 0.5).astype(np.uint8)


def main():
    folder, *files = sys.argv[1:]
    found = []
    for place, file in enumerate(files):
        data_set = pydicom.dcmread(file, force=True)
        try:
            stored, decoder = stored_pixels(data_set)
        except (NotImplementedError, RuntimeError):
            found.append(None)
            continue
        found.append(decoder)
        stored.astype('<i4').tofile(f'{folder}/{place}.stored')
        if data_set.PhotometricInterpretation.startswith('MONOCHROME'):
            shown_gray(data_set, stored).tofile(f'{folder}/{place}.gray')
    print(json.dumps(found))


main()
