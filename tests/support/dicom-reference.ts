import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RefusalCode } from '../../src/core/outcome.js'
import { sharedFolder, type Requirement } from './requirements.js'

export const dicomFolder = `${sharedFolder}/data/dicom`

export const needsDicomFiles: Requirement = {
  met: existsSync(`${dicomFolder}/index.csv`),
  reason: 'the DICOM files are not at ../shared/data/dicom',
}

const python = [process.env['CHESTCHECK_PYTHON'], 'python3'].find(
  (command) => command !== undefined && command !== '' && hasPydicom(command),
)

export const needsPydicom: Requirement = {
  met: python !== undefined,
  reason: 'no Python with pydicom 3: name one in CHESTCHECK_PYTHON',
}

function hasPydicom(command: string): boolean {
  try {
    execFileSync(command, ['-c', 'import pydicom.pixels, numpy'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Writes what pydicom makes of `files` to `folder`; gives the decoder used for each, null where it has none. */
export function decodeByPydicom(folder: string, files: readonly string[]): (string | null)[] {
  const script = fileURLToPath(new URL('dicom-reference.py', import.meta.url))
  const printed = execFileSync(python ?? 'python3', [script, folder, ...files], { encoding: 'utf8' })
  return JSON.parse(printed) as (string | null)[]
}

/** What must come of a file of `../shared/data/dicom`. */
export interface ReferenceFile {
  readonly outcome: 'decoded' | RefusalCode
  /** First 12 hex digits of the SHA-256 of the first frame's stored numbers, each as a 32-bit integer. */
  readonly stored: string | null
  /** The same of the bytes shown, for gray pictures. */
  readonly gray: string | null
}

const file = (
  outcome: ReferenceFile['outcome'],
  stored: string | null,
  gray: string | null,
): ReferenceFile => ({ outcome, stored, gray })

/** One CT slice is there in seven transfer syntaxes without loss: their numbers are the same. */
const sameSlice = file('wrong_modality', 'b76703cf422e', '274018eb6faf')
const sameSlice12Bits = file('wrong_modality', '4e9716b30a50', 'cd47e9f839f9')

/**
 * All files, by the beginning of their names, and what reference decoders make of them: GDCM 3.2.6 and pydicom 3.0.2,
 * DCMTK 3.6.7 for the three lossy ones of 12 bits, zlib for deflated frames.
 */
export const REFERENCE_FILES: Readonly<Record<string, ReferenceFile>> = {
  'cornerstonejs__CT0012.fragmented': file('wrong_modality', 'c2a87d121f30', '0c8254f41ac9'),
  'cornerstonejs__CTImage.dcm_Deflated': sameSlice,
  'cornerstonejs__CTImage.dcm_JPEG2000Lossless': sameSlice,
  'cornerstonejs__CTImage.dcm_JPEGLSLossless': sameSlice,
  'cornerstonejs__CTImage.dcm_JPEGLSLossy': file('wrong_modality', '9ba0840c9e39', '0dd059aa34c9'),
  'cornerstonejs__CTImage.dcm_JPEGProcess10_12': sameSlice12Bits,
  'cornerstonejs__CTImage.dcm_JPEGProcess14': sameSlice,
  'cornerstonejs__CTImage.dcm_JPEGProcess1Transfer': file('wrong_modality', '55843456b887', '2e02cae2ec86'),
  'cornerstonejs__CTImage.dcm_JPEGProcess6_8': sameSlice12Bits,
  'cornerstonejs__CTImage.dcm_RLE': sameSlice,
  'cornerstonejs__no-pixel-spacing': file('wrong_modality', '6d0490ae7c04', null),
  'dcmjs-org__IM-0001-0001': file('wrong_modality', 'a4c2406004ed', '64251cfd3eb4'),
  'dcmjs-org__sample-op': file('wrong_modality', 'd6d77a3377ad', '1bce612ae7e0'),
  'dcmjs-org__tumor_User1': file('wrong_modality', '2920be681cc1', '97101e5355ff'),
  pydicom__ExplVR_BigEnd: file('wrong_modality', '312b829de8a2', null),
  pydicom__GDCMJ2K_TextGBR: file('decoded', '3afccfd01743', null),
  // Lossy: decoders round differently, see HTJ2K_SAMPLES.
  pydicom__HTJ2K_08_RGB: file('decoded', null, null),
  pydicom__JLSL_RGB_ILV0: file('decoded', '07a9a155da70', null),
  pydicom__MR_small_bigendian: file('wrong_modality', 'b8d9a6cee6ff', '38ab8d87e706'),
  pydicom__MR_small_implicit: file('wrong_modality', 'b8d9a6cee6ff', '38ab8d87e706'),
  pydicom__RG3_J2KI: file('not_frontal_chest', '57c02ec85031', 'b12efe2dfbca'),
  pydicom__SC_jpeg_no_color_transform: file('decoded', 'ee3bf9df762b', null),
  'pydicom__SC_rgb_dcmtk_+eb+cy+n1': file('too_small', '176c488c8696', null),
  'pydicom__SC_rgb_dcmtk_+eb+cy+np': file('too_small', '176c488c8696', null),
  pydicom__SC_rgb_gdcm_KY: file('too_small', '89ad10bbda73', null),
  pydicom__SC_rgb_jls_lossy_line: file('too_small', '8b815e52d104', null),
  pydicom__SC_rgb_jpeg_dcmd: file('decoded', 'ee3bf9df762b', null),
  pydicom__SC_rgb_jpeg_gdcm: file('too_small', '89ad10bbda73', null),
  pydicom__SC_rgb_rle: file('too_small', '89ad10bbda73', null),
  pydicom__SC_rgb_small_odd: file('too_small', '72193c820183', null),
  pydicom__SC_ybr_full_422_uncompressed: file('too_small', 'b7f33a025517', null),
  pydicom__SC_ybr_full_uncompressed: file('too_small', 'b7f33a025517', null),
  pydicom__US1_J2KI: file('wrong_modality', '151e578f2067', null),
  pydicom__examples_palette: file('wrong_modality', 'cabecdcfa0b3', null),
  pydicom__liver_deflate: file('wrong_modality', '36ed5e257c35', '7d0e38255050'),
  pydicom__meta_missing_tsyntax: file('corrupt_image', null, null),
  pydicom__nested_priv_SQ: file('corrupt_image', null, null),
  raiprabh__c64d5667: file('decoded', '5642a7c3e438', '6e5128f7d9e9'),
  vbookshelf__02099738: file('decoded', '100d64d1a29d', '6d705ac6085f'),
  vbookshelf__82764af4: file('decoded', '6d8fbd5c1598', '1e2e60c88bd8'),
  vbookshelf__85444c90: file('decoded', '1b4d654fe183', 'b36643dd28e4'),
  vbookshelf__h_00a85be6: file('decoded', '9a8342d5744f', 'a5b3b7b0c4ad'),
}

/** Every 23,041st stored number of `pydicom__HTJ2K_08_RGB` by OpenJPEG 2.5; another decoder may be 1 off. */
export const HTJ2K_SAMPLES = [
  159, 121, 54, 161, 121, 55, 166, 130, 65, 166, 132, 68, 166, 132, 71, 168, 132, 69, 165, 131, 66, 165, 129,
  0, 103, 89, 32, 114, 50, 0, 109, 41, 0, 98, 43, 1, 108, 73, 0, 95,
] as const
